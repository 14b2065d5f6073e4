import type { Clock } from '../../clock/clock.ts';
import type { Node, Pod } from '../../kubernetes/objects.ts';
import { mirrorAnnotation } from '../../kubernetes/pod-admission.ts';
import type { WorldNodeGroup } from '../../world.ts';
import { type Instance, isLeaving } from './instance.ts';
import type { KubernetesClient } from './kubernetes-client.ts';
import type { NodeNames } from './node-names.ts';
import { nodeObject } from './node-object.ts';
import type { SeededRandom } from './seeded-random.ts';

export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds: readonly string[];
}

/** What the node groups of one cluster share. */
export interface Surroundings {
  readonly clock: Clock;
  readonly kubernetes: KubernetesClient;
  readonly names: NodeNames;
  readonly random: SeededRandom;
  readonly region: string;
  /** Of Kubernetes: `1.34`. */
  readonly version: string;
}

/** How long a refused registration is repeated, and how long a scale-in evicts before it terminates regardless. */
const patienceMs = 15 * 60_000;
const retryMs = 10_000;

/** The instances of one node group: launches and terminates them, and acts as their kubelets and as EKS's node manager. */
export class AutoScalingGroup {
  readonly name: string;
  readonly #group: WorldNodeGroup;
  readonly #around: Surroundings;
  #instances: Instance[] = [];
  #desired = 0;
  #ordinal = 0;
  #sibling: Node | undefined;
  #issues: HealthIssue[] = [];
  #capacityError: string | null = null;

  constructor(group: WorldNodeGroup, around: Surroundings) {
    this.name = `eks-${group.name}-${around.random.uuid()}`;
    this.#group = group;
    this.#around = around;
  }

  get instances(): readonly Instance[] {
    return this.#instances;
  }

  get issues(): readonly HealthIssue[] {
    return this.#issues;
  }

  /** Takes a node that is already there as the node of a running instance. */
  adopt(node: Node): void {
    const { names, random, region } = this.#around;
    names.take(node.metadata.name);
    this.#sibling ??= node;
    this.#instances.push({
      id: node.spec?.providerID?.split('/').pop() ?? `i-0${random.hex(16)}`,
      nodeName: node.metadata.name,
      zone: node.metadata.labels?.['topology.kubernetes.io/zone'] ?? `${region}a`,
      instanceType: node.metadata.labels?.['node.kubernetes.io/instance-type'] ?? this.#instanceType(),
      ordinal: this.#ordinal++,
      state: 'running',
    });
  }

  /** Launches or retires instances until `desired` are there. `requestedAt`: when somebody asked, for the time to launch. */
  resize(desired: number, requestedAt = this.#around.clock.now()): void {
    this.#desired = desired;
    const staying = this.#staying();
    for (const instance of staying.filter(({ state }) => state === 'lost')) void this.#join(instance, 0);
    if (staying.length > desired) {
      const leaving = [...staying].sort(leavesFirst).slice(0, staying.length - desired);
      for (const instance of leaving) void this.#leave(instance);
    } else if (staying.length < desired) {
      this.#launch(desired - staying.length, requestedAt);
    }
  }

  /** With a message no instance can be launched; null gives the capacity back and launches what is missing. */
  setCapacityError(message: string | null): void {
    this.#capacityError = message;
    if (message === null) this.resize(this.#desired);
  }

  #launch(count: number, requestedAt: number): void {
    const { clock, names, random, region } = this.#around;
    if (this.#capacityError !== null) {
      this.#raise({ code: 'AsgInstanceLaunchFailures', message: this.#capacityError, resourceIds: [this.name] });
      return;
    }
    for (let left = count; left > 0; left--) {
      const zoneIndex = this.#ordinal % 3;
      const instance: Instance = {
        id: `i-0${random.hex(16)}`,
        nodeName: names.next(zoneIndex),
        zone: `${region}${'abc'[zoneIndex]}`,
        instanceType: this.#instanceType(),
        ordinal: this.#ordinal++,
        state: 'pending',
      };
      this.#instances.push(instance);
      void this.#join(instance, requestedAt + this.#group.launchSeconds * 1000 - clock.now());
    }
  }

  /** The kubelet's part: registers the node, and asks again while the API server refuses it. */
  async #join(instance: Instance, bootMs: number): Promise<void> {
    const { clock, kubernetes, version } = this.#around;
    instance.state = 'pending';
    await this.#pause(bootMs);
    const deadline = clock.now() + patienceMs;
    while (instance.state === 'pending') {
      const at = new Date(clock.now());
      const node = nodeObject(this.#group, instance, { at, version, sibling: this.#sibling });
      const { statusCode } = await kubernetes.registerNode(node);
      if (instance.state !== 'pending') return;
      // A conflict: an earlier attempt came through.
      if (statusCode === 201 || statusCode === 409) {
        instance.state = 'running';
        if (this.#isWhole()) this.#issues = [];
      } else if (clock.now() >= deadline) {
        instance.state = 'lost';
        const message = 'Instances failed to join the kubernetes cluster';
        this.#raise({ code: 'NodeCreationFailure', message, resourceIds: [instance.id] });
      } else {
        await this.#pause(retryMs);
      }
    }
  }

  /** The node manager's part, and the end: evicts, terminates regardless when patience is over, and takes the Node away. */
  async #leave(instance: Instance): Promise<void> {
    const { clock, kubernetes } = this.#around;
    const hasNode = instance.state === 'running';
    instance.state = 'draining';
    if (hasNode) await this.#drain(instance.nodeName);
    instance.state = 'terminating';
    await this.#pause(this.#group.terminateSeconds * 1000);
    this.#instances = this.#instances.filter((one) => one !== instance);
    for (const deadline = clock.now() + patienceMs; ; ) {
      const { statusCode } = await kubernetes.deleteNode(instance.nodeName);
      if (statusCode === 200 || statusCode === 202 || statusCode === 404 || clock.now() >= deadline) return;
      await this.#pause(retryMs);
    }
  }

  async #drain(nodeName: string): Promise<void> {
    const { clock, kubernetes } = this.#around;
    const { drainSeconds = patienceMs / 1000 } = this.#group;
    const deadline = clock.now() + drainSeconds * 1000;
    await kubernetes.cordon(nodeName);
    for (;;) {
      const pods = (await kubernetes.listPodsOn(nodeName))?.filter(isMovable);
      if (pods?.length === 0 || clock.now() >= deadline) return;
      for (const { metadata } of pods ?? []) if (!metadata.deletionTimestamp) await kubernetes.evict(metadata);
      await this.#pause(retryMs);
    }
  }

  #staying(): Instance[] {
    return this.#instances.filter((instance) => !isLeaving(instance));
  }

  #isWhole(): boolean {
    const staying = this.#staying();
    return staying.length >= this.#desired && staying.every(({ state }) => state === 'running');
  }

  #raise(issue: HealthIssue): void {
    this.#issues = [...this.#issues.filter(({ code }) => code !== issue.code), issue];
  }

  #instanceType(): string {
    return this.#group.instanceTypes[0] ?? 'm5.large';
  }

  #pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#around.clock.after(milliseconds, resolve);
    });
  }
}

/** What is not running goes first, then the newest. */
function leavesFirst(one: Instance, other: Instance): number {
  return Number(one.state === 'running') - Number(other.state === 'running') || other.ordinal - one.ordinal;
}

/** DaemonSet and mirror pods stay until the instance goes. */
function isMovable({ metadata }: Pod): boolean {
  const isDaemon = metadata.ownerReferences?.some(({ kind, controller }) => controller && kind === 'DaemonSet');
  return !isDaemon && metadata.annotations?.[mirrorAnnotation] === undefined;
}
