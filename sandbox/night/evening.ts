import type { V1Pod } from '@kubernetes/client-node';
import type { Amounts, NodeClass, NodeRequirement, PodToPlace } from '../../src/domain/fit-pods.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import { podFromApi } from '../../src/kubernetes/pod-from-api.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import type { ClusterView } from '../kubernetes/admission/admission-request.ts';
import { claimsOf } from '../kubernetes/controllers/pod-facts.ts';
import { parseQuantity } from '../kubernetes/controllers/quantity.ts';
import type { KubeObject, Node, Pod as PodObject, PodSpec } from '../kubernetes/objects.ts';
import type { World } from '../world.ts';
import { nodeClasses, roomToGrow } from './node-classes.ts';

/** The cluster before the night, as far as a forecast of it needs it. */
export interface Evening {
  readonly pods: readonly EveningPod[];
  /** The nodes of the morning, and what node groups may add to them. */
  readonly classes: readonly NodeClass[];
  readonly growth: readonly NodeClass[];
}

/** A pod that is neither finished nor on its way out. */
export interface EveningPod {
  readonly pod: Pod;
  readonly toPlace: PodToPlace;
  /** It is on a node of a node group, or waits for one. */
  readonly isMoved: boolean;
  /** Where it is; null without a node, and on one of no node group. */
  readonly nodeGroup: string | null;
  /** Data that is on its node and nowhere else, beside emptyDir: `hostPath`, `local volume`. */
  readonly localData: readonly string[];
}

/** Takes down what will not be there to be looked at in the morning. */
export function eveningOf(view: Pick<ClusterView, 'list'>, world: Pick<World, 'nodeGroups' | 'objects'>): Evening {
  const nodes = view.list('nodes') as readonly Node[];
  const groupOf = new Map(nodes.map(({ metadata }) => [metadata.name, metadata.labels?.[nodeGroupLabel]]));
  const local = localClaims(world.objects);
  const objects = (view.list('pods') as readonly PodObject[]).filter(isActive);
  const pods = objects.map((object): EveningPod => {
    const { nodeName } = object.spec;
    const nodeGroup = (nodeName === undefined ? undefined : groupOf.get(nodeName)) ?? null;
    return {
      pod: podFromApi(object as unknown as V1Pod),
      toPlace: podToPlace(object),
      isMoved: nodeName === undefined || nodeGroup !== null,
      nodeGroup,
      localData: localDataOf(object, local),
    };
  });
  const around = { nodes, pods, groups: world.nodeGroups };
  return { pods, classes: nodeClasses(around), growth: roomToGrow(around) };
}

function isActive({ metadata, status }: PodObject): boolean {
  return metadata.deletionTimestamp === undefined && status?.phase !== 'Succeeded' && status?.phase !== 'Failed';
}

/** `namespace/name` of the claims whose volume is a disk of one node. */
function localClaims(objects: readonly KubeObject[]): ReadonlySet<string> {
  const volumes = objects.filter(({ kind }) => kind === 'PersistentVolume');
  return new Set(
    volumes.flatMap(({ spec }) => {
      const { local, hostPath, claimRef } = (spec ?? {}) as {
        readonly local?: unknown;
        readonly hostPath?: unknown;
        readonly claimRef?: { readonly namespace?: string; readonly name?: string };
      };
      return (local || hostPath) && claimRef ? [`${claimRef.namespace}/${claimRef.name}`] : [];
    }),
  );
}

function localDataOf(pod: PodObject, local: ReadonlySet<string>): string[] {
  const { volumes = [] } = pod.spec;
  const isClaimed = claimsOf(pod).some((claim) => local.has(`${pod.metadata.namespace}/${claim}`));
  return [...(volumes.some(({ hostPath }) => hostPath) ? ['hostPath'] : []), ...(isClaimed ? ['local volume'] : [])];
}

function podToPlace(object: PodObject): PodToPlace {
  const { spec } = object;
  return {
    workload: workloadOf(object),
    requests: requestsOf(spec),
    nodeSelector: spec.nodeSelector ?? {},
    affinity: requiredTerms(spec),
    tolerations: podFromApi(object as unknown as V1Pod).tolerations,
  };
}

function workloadOf({ metadata }: PodObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (!owner) return `Pod ${metadata.namespace}/${metadata.name}`;
  if (owner.kind !== 'ReplicaSet') return `${owner.kind} ${metadata.namespace}/${owner.name}`;
  return `Deployment ${metadata.namespace}/${owner.name.replace(/-[^-]*$/, '')}`;
}

/** As the scheduler counts: containers and sidecars together, or the largest of the other init containers. */
function requestsOf({ containers, initContainers }: PodSpec): Amounts {
  const begin = (initContainers ?? []) as readonly (PodSpec['containers'][number] & { restartPolicy?: string })[];
  const sidecars = begin.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const total: Record<string, number> = { pods: 1 };
  for (const { resources } of [...containers, ...sidecars]) {
    for (const [resource, quantity] of Object.entries(resources?.requests ?? {})) {
      total[resource] = (total[resource] ?? 0) + parseQuantity(quantity);
    }
  }
  for (const { resources } of begin) {
    for (const [resource, quantity] of Object.entries(resources?.requests ?? {})) {
      total[resource] = Math.max(total[resource] ?? 0, parseQuantity(quantity));
    }
  }
  return total;
}

function requiredTerms({ affinity }: PodSpec): NodeRequirement[][] | null {
  const { nodeAffinity } = (affinity ?? {}) as {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: readonly { readonly matchExpressions?: NodeRequirement[] }[];
      };
    };
  };
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms?.map(({ matchExpressions }) => matchExpressions ?? []) ?? null;
}
