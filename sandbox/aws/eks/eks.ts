import type { Clock } from '../../clock/clock.ts';
import { ServiceError } from '../../service-error.ts';
import type { World, WorldNodeGroup } from '../../world.ts';
import { restJsonService } from '../rest-json-protocol.ts';
import type { AwsService } from '../wire.ts';
import { AccessEntries, type AccessEntry, entryOfCaller } from './access-entries.ts';
import type { Surroundings } from './auto-scaling-group.ts';
import { eksRoutes } from './eks-routes.ts';
import type { InstanceState } from './instance.ts';
import { KubernetesClient, type KubernetesConnection } from './kubernetes-client.ts';
import { NodeGroup, type ScalingConfig } from './node-group.ts';
import { NodeNames } from './node-names.ts';
import { nodeGroupLabel } from './node-object.ts';
import { SeededRandom } from './seeded-random.ts';
import { Tags } from './tags.ts';

export interface EksOptions {
  readonly clock: Clock;
  readonly cluster: World['cluster'];
  readonly nodeGroups: readonly WorldNodeGroup[];
  /** Its address and authority are what DescribeCluster answers. */
  readonly kubernetes: KubernetesConnection;
  readonly account: string;
  readonly region: string;
  /** The same seed gives the same names and ids. */
  readonly seed: number;
  readonly accessEntries?: readonly AccessEntry[];
}

/** One node group as it stands, for a person. */
export interface NodeGroupSnapshot extends ScalingConfig {
  readonly name: string;
  readonly status: string;
  readonly instances: Readonly<Record<InstanceState, number>>;
  readonly healthIssues: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface Eks {
  readonly service: AwsService;
  snapshot(): readonly NodeGroupSnapshot[];
  /** The access entry of an STS ARN, if there is one. */
  accessEntryOf(callerArn: string): AccessEntry | undefined;
  /** As if the cluster's authentication mode were CONFIG_MAP: access entries count for nothing; aws-auth maps these roles, as their entries did. */
  letInByConfigMap(mapped?: readonly string[]): void;
  /** What DescribeCluster says from now on: ACTIVE at first. */
  setStatus(status: string): void;
  /** What DescribeCluster says from now on: the API server has no public endpoint. It answers here all the same. */
  closeToPublic(): void;
  /** The next update of the group is accepted and ends Failed. */
  failNextUpdate(group: string, errorCode: string, message: string): void;
  /** Every request for an update of the group is refused, until `allowUpdates`. */
  rejectUpdates(group: string, code: string, message: string): void;
  allowUpdates(group: string): void;
  /** No instance can be launched, with EC2's words; null: there is capacity again, and what is missing is launched. */
  capacityError(group: string, message: string | null): void;
  /** As if a person had made the group, at once; its instances are launched. */
  addNodeGroup(group: WorldNodeGroup): void;
  /** As if a person had deleted it: gone from EKS at once, its instances leave. */
  deleteNodeGroup(group: string): void;
  /** As an update of the AMI does: every instance leaves, and as many new ones are launched. */
  replaceNodes(group: string): void;
  /** The next `count` requests, of any kind, are throttled. */
  throttle(count: number): void;
  close(): Promise<void>;
}

/**
 * EKS with one cluster. Its instances join and leave through the cluster's API server. Nodes that are there already become instances
 * of the group that their label names; what a group lacks of its desired size is launched, as an Auto Scaling group would.
 *
 * @throws {Error} when the API server does not answer, or a node names a group that does not exist.
 */
export async function createEks(options: EksOptions): Promise<Eks> {
  const { clock, cluster, account, region } = options;
  const random = new SeededRandom(options.seed);
  const kubernetes = new KubernetesClient(options.kubernetes, clock);
  const around: Surroundings = {
    clock,
    kubernetes,
    names: new NodeNames(region, random),
    random,
    region,
    version: cluster.version,
  };
  const groups = new Map(options.nodeGroups.map((group) => [group.name, new NodeGroup(group, around)]));
  await adoptNodes(groups, kubernetes);

  const arns = {
    cluster: `arn:aws:eks:${region}:${account}:cluster/${cluster.name}`,
    groups: new Map(
      [...groups.keys()].map((name) => [
        name,
        `arn:aws:eks:${region}:${account}:nodegroup/${cluster.name}/${name}/${random.uuid()}`,
      ]),
    ),
  };
  const tags = new Tags();
  tags.start(arns.cluster, cluster.tags);
  for (const { name, tags: own } of options.nodeGroups) tags.start(arns.groups.get(name) ?? '', own);

  const entries = new AccessEntries(options.accessEntries ?? []);
  const health = { status: 'ACTIVE' };
  const network = { isPublic: true };
  const throttling = { left: 0 };
  const group = (name: string): NodeGroup => {
    const found = groups.get(name);
    if (!found) throw new Error(`The world has no node group ${name}.`);
    return found;
  };
  return {
    service: throttled(
      restJsonService('eks', eksRoutes({ ...options, groups, arns, tags, entries, health, network })),
      throttling,
    ),
    snapshot: () =>
      [...groups.values()].map((each) => ({ ...snapshotOf(each), tags: tags.of(arns.groups.get(each.name) ?? '') })),
    accessEntryOf: (callerArn) => entryOfCaller(entries.valid, callerArn),
    letInByConfigMap: (mapped = []) => {
      entries.authenticationMode = 'CONFIG_MAP';
      entries.mapped = mapped;
    },
    setStatus: (status) => {
      health.status = status;
    },
    closeToPublic: () => {
      network.isPublic = false;
    },
    failNextUpdate: (name, errorCode, errorMessage) => {
      group(name).nextFailure = { errorCode, errorMessage };
    },
    rejectUpdates: (name, code, message) => {
      const statusCode = code === 'ResourceInUseException' ? 409 : 400;
      group(name).rejection = new ServiceError(code, message, statusCode, { nodegroupName: name });
    },
    allowUpdates: (name) => {
      group(name).rejection = null;
    },
    capacityError: (name, message) => group(name).asg.setCapacityError(message),
    addNodeGroup: (added) => {
      const made = new NodeGroup(added, around);
      const arn = `arn:aws:eks:${region}:${account}:nodegroup/${cluster.name}/${added.name}/${random.uuid()}`;
      groups.set(added.name, made);
      arns.groups.set(added.name, arn);
      tags.start(arn);
      made.asg.resize(made.scaling.desiredSize);
    },
    deleteNodeGroup: (name) => {
      group(name).asg.resize(0);
      groups.delete(name);
      arns.groups.delete(name);
    },
    replaceNodes: (name) => {
      const { asg, scaling } = group(name);
      asg.resize(0);
      asg.resize(scaling.desiredSize);
    },
    throttle: (count) => {
      throttling.left = count;
    },
    close: () => kubernetes.close(),
  };
}

async function adoptNodes(groups: ReadonlyMap<string, NodeGroup>, kubernetes: KubernetesClient): Promise<void> {
  for (const node of await kubernetes.listNodes()) {
    const name = node.metadata.labels?.[nodeGroupLabel];
    if (name === undefined) continue;
    const group = groups.get(name);
    if (!group)
      throw new Error(`Node ${node.metadata.name} names the node group ${name}, which the world does not have.`);
    group.asg.adopt(node);
  }
  for (const { asg, scaling } of groups.values()) {
    if (asg.instances.length < scaling.desiredSize) asg.resize(scaling.desiredSize);
  }
}

function throttled(service: AwsService, throttling: { left: number }): AwsService {
  return {
    ...service,
    operation: (request) => {
      const operation = service.operation(request);
      if (throttling.left === 0) return operation;
      throttling.left--;
      const run = () => {
        throw new ServiceError('ThrottlingException', 'Rate exceeded', 429);
      };
      return { ...operation, run };
    },
  };
}

function snapshotOf({ name, status, scaling, asg }: NodeGroup): Omit<NodeGroupSnapshot, 'tags'> {
  const instances = { pending: 0, running: 0, lost: 0, draining: 0, terminating: 0 };
  for (const { state } of asg.instances) instances[state]++;
  return {
    name,
    status,
    ...scaling,
    instances,
    healthIssues: asg.issues.map(({ code, message }) => `${code}: ${message}`),
  };
}
