import { SimulatedClock } from '../../../../sandbox/clock/simulated-clock.ts';
import type { User } from '../../../../sandbox/kubernetes/api.ts';
import { startControllers } from '../../../../sandbox/kubernetes/controllers/start-controllers.ts';
import { createApi, type TwinApi } from '../../../../sandbox/kubernetes/create-api.ts';
import type { Deployment, KubeObject, Node, Pod, PodSpec } from '../../../../sandbox/kubernetes/objects.ts';
import { seedRunningPods } from '../../../../sandbox/kubernetes/seed-running-pods.ts';
import { seedWorld } from '../../../../sandbox/kubernetes/seed-world.ts';

export const evening = new Date('2026-11-23T19:00:00Z');
export const admin: User = { name: 'admin', groups: ['system:masters'] };

/** A cluster with its controllers, in simulated time. `isRunning: false` begins without any pod. */
export function aCluster(objects: readonly KubeObject[], { isRunning = true, seed = 1 } = {}) {
  const clock = new SimulatedClock(evening);
  const api = createApi({ clock, seed });
  seedWorld(api, objects);
  if (isRunning) seedRunningPods(api, clock, seed);
  const controllers = startControllers({ api, clock, seed: seed + 1 });
  return { api, clock, controllers, ...looksAt(api), ...timeOf(clock) };
}

function looksAt(api: TwinApi) {
  const pods = (namespace?: string) => api.list('pods', namespace) as readonly Pod[];
  return {
    pods,
    readyPods: (namespace?: string) => pods(namespace).filter(isReadyPod),
    pod: (name: string, namespace = 'default') => api.get('pods', namespace, name) as Pod | undefined,
    node: (name: string) => api.get('nodes', undefined, name) as Node | undefined,
    get: <T extends KubeObject>(resource: string, name: string, namespace: string | undefined = 'default') =>
      api.get(resource, namespace, name) as T,
    cordonAll: () => {
      for (const node of api.list('nodes')) cordon(api, node.metadata.name);
    },
    scale: (name: string, replicas: number) =>
      api.edit<Deployment>(admin, 'deployments.apps', 'default', name, (live) => {
        live.spec.replicas = replicas;
      }),
  };
}

function timeOf(clock: SimulatedClock) {
  return {
    /** Resolves when so many simulated seconds have gone by. */
    seconds: (seconds: number) => new Promise<void>((resolve) => void clock.after(seconds * 1000, resolve)),
    elapsedSeconds: () => (clock.now() - evening.getTime()) / 1000,
  };
}

export function cordon(api: TwinApi, name: string): void {
  api.edit<Node>(admin, 'nodes', undefined, name, (live) => {
    live.spec = { ...live.spec, unschedulable: true };
  });
}

export function isReadyPod(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

export function aNode(name: string, { labels = {}, taints = [] as NonNullable<Node['spec']>['taints'] } = {}): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels },
    spec: { ...(taints && taints.length > 0 && { taints }) },
  };
}

/** A node as an instance registers it: not Ready, with its capacity. */
export function aNewNode(name: string, { bootSeconds = 0 } = {}): Node {
  const capacity = { cpu: '4', memory: '16Gi', pods: '58' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, annotations: { 'sandbox.eks-scheduler.io/boot-seconds': String(bootSeconds) } },
    spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] },
    status: { capacity, allocatable: capacity, conditions: [{ type: 'Ready', status: 'False' }] },
  };
}

interface Owner {
  readonly namespace?: string;
  readonly replicas?: number;
  readonly pod?: Partial<PodSpec>;
  readonly annotations?: Record<string, string>;
  readonly spec?: Record<string, unknown>;
}

function anOwner(apiVersion: string, kind: string, name: string, owner: Owner): KubeObject {
  const labels = { app: name };
  const { namespace = 'default', replicas, pod, annotations, spec } = owner;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace },
    spec: {
      ...(replicas !== undefined && { replicas }),
      ...(kind !== 'Job' && { selector: { matchLabels: labels } }),
      template: {
        metadata: { labels, ...(annotations && { annotations }) },
        spec: { containers: [{ name: 'main', image: name }], ...pod },
      },
      ...spec,
    },
  };
}

export const aDeployment = (name: string, owner: Owner = {}) => anOwner('apps/v1', 'Deployment', name, owner);
export const aStatefulSet = (name: string, owner: Owner = {}) => anOwner('apps/v1', 'StatefulSet', name, owner);
export const aDaemonSet = (name: string, owner: Owner = {}) => anOwner('apps/v1', 'DaemonSet', name, owner);
export const aJob = (name: string, { pod, ...owner }: Owner = {}) =>
  anOwner('batch/v1', 'Job', name, { ...owner, pod: { restartPolicy: 'Never', ...pod } });

/** aws-node and kube-proxy, without which no node gets Ready. */
export const networkDaemonSets = ['aws-node', 'kube-proxy'].map((name) =>
  aDaemonSet(name, {
    namespace: 'kube-system',
    pod: { hostNetwork: true, tolerations: [{ operator: 'Exists' }], priorityClassName: 'system-node-critical' },
  }),
);

export function aBudget(name: string, spec: Record<string, unknown>): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { selector: { matchLabels: { app: name } }, ...spec },
  };
}

export function aService(name: string, ports: unknown[] = [{ port: 80 }]): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec: { selector: { app: name }, ports },
  };
}

/** A webhook on pods in all namespaces, whose backend is nowhere unless the world has it. */
export function aPodWebhook(operations: readonly string[], failurePolicy: 'Fail' | 'Ignore' = 'Fail'): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'policy' },
    webhooks: [
      {
        name: 'pods.policy.example.com',
        clientConfig: { service: { namespace: 'default', name: 'policy' } },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: [...operations] }],
        failurePolicy,
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  };
}

export function relaxWebhook(api: TwinApi): void {
  api.edit<KubeObject & { webhooks?: { failurePolicy?: string }[] }>(
    admin,
    'validatingwebhookconfigurations.admissionregistration.k8s.io',
    undefined,
    'policy',
    (live) => {
      for (const webhook of live.webhooks ?? []) webhook.failurePolicy = 'Ignore';
    },
  );
}
