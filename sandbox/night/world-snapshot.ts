import type { NodeGroupSize } from '../../src/domain/recorded-state.ts';
import { nodeGroupLabel } from '../aws/eks/node-object.ts';
import type { ClusterView } from '../kubernetes/admission/admission-request.ts';
import type {
  DaemonSet,
  Deployment,
  KubeObject,
  Node,
  Pod,
  StatefulSet,
  WebhookConfiguration,
} from '../kubernetes/objects.ts';

export type NamedSize = NodeGroupSize & { readonly name: string; readonly tags: Readonly<Record<string, string>> };

/** What a night must not change, seen from outside: not what the run says of itself, but what is there. */
export interface WorldSnapshot {
  readonly nodeGroups: readonly NamedSize[];
  readonly nodes: number;
  /** By node group; a node of none (self-managed, Fargate) is not in it. */
  readonly nodesOf: Readonly<Record<string, number>>;
  readonly cordoned: readonly string[];
  /** Pods that are bound to a node and Ready. */
  readonly readyPods: number;
  /** `namespace/name` of pods that found no node. */
  readonly waitingPods: readonly string[];
  /** `Deployment kube-system/coredns` -> replicas asked for and ready. */
  readonly workloads: Readonly<Record<string, { readonly replicas: number; readonly ready: number }>>;
  /** `Validating/<configuration>/<webhook>` -> failurePolicy. */
  readonly webhooks: Readonly<Record<string, string>>;
  /** What carries a mark of ours: annotations of objects, tags of node groups. */
  readonly marks: readonly string[];
}

const ours = /^eks-scheduler(\.io)?[:/]/;

export function snapshotWorld(api: Pick<ClusterView, 'list'>, nodeGroups: readonly NamedSize[]): WorldSnapshot {
  const nodes = api.list('nodes') as readonly Node[];
  const pods = api.list('pods') as readonly Pod[];
  return {
    nodeGroups,
    nodes: nodes.length,
    nodesOf: nodesByGroup(nodes),
    cordoned: nodes.filter((node) => node.spec?.unschedulable).map((node) => node.metadata.name),
    readyPods: pods.filter((pod) => pod.spec.nodeName && isReady(pod)).length,
    waitingPods: pods
      .filter(({ spec, status }) => !spec.nodeName && status?.phase === 'Pending')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
    workloads: workloadsOf(api),
    webhooks: webhooksOf(api),
    marks: marksOf(api, nodeGroups),
  };
}

function nodesByGroup(nodes: readonly Node[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { metadata } of nodes) {
    const group = metadata.labels?.[nodeGroupLabel];
    if (group) counts[group] = (counts[group] ?? 0) + 1;
  }
  return counts;
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function workloadsOf(api: Pick<ClusterView, 'list'>): WorldSnapshot['workloads'] {
  const entries: [string, { replicas: number; ready: number }][] = [];
  for (const { metadata, spec, status } of api.list('deployments.apps') as readonly Deployment[]) {
    entries.push([
      `Deployment ${metadata.namespace}/${metadata.name}`,
      { replicas: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0 },
    ]);
  }
  for (const { metadata, spec, status } of api.list('statefulsets.apps') as readonly StatefulSet[]) {
    entries.push([
      `StatefulSet ${metadata.namespace}/${metadata.name}`,
      { replicas: spec.replicas ?? 1, ready: status?.readyReplicas ?? 0 },
    ]);
  }
  for (const { metadata, status } of api.list('daemonsets.apps') as readonly DaemonSet[]) {
    const name = `DaemonSet ${metadata.namespace}/${metadata.name}`;
    entries.push([name, { replicas: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0 }]);
  }
  return Object.fromEntries(entries);
}

/** Every entry of every webhook configuration, with its kind in the short form that reports use. */
function webhooksOf(api: Pick<ClusterView, 'list'>): Record<string, string> {
  return Object.fromEntries(
    (['Validating', 'Mutating'] as const).flatMap((kind) =>
      (configurationsOf(api, kind) ?? []).flatMap(({ metadata, webhooks }) =>
        (webhooks ?? []).map(({ name, failurePolicy }) => [
          `${kind}/${metadata.name}/${name}`,
          failurePolicy ?? 'Fail',
        ]),
      ),
    ),
  );
}

function configurationsOf(
  api: Pick<ClusterView, 'list'>,
  kind: 'Validating' | 'Mutating',
): readonly WebhookConfiguration[] {
  const resource = `${kind.toLowerCase()}webhookconfigurations.admissionregistration.k8s.io`;
  return api.list(resource) as readonly WebhookConfiguration[];
}

function marksOf(api: Pick<ClusterView, 'list'>, nodeGroups: readonly NamedSize[]): string[] {
  const objects: readonly KubeObject[] = [
    ...api.list('nodes'),
    ...api.list('deployments.apps'),
    ...configurationsOf(api, 'Validating'),
    ...configurationsOf(api, 'Mutating'),
  ];
  const annotations = objects.flatMap(({ kind, metadata }) =>
    Object.keys(metadata.annotations ?? {})
      .filter((key) => ours.test(key))
      .map((key) => `${kind} ${metadata.name}: annotation ${key}`),
  );
  const tags = nodeGroups.flatMap(({ name, tags: byKey }) =>
    Object.keys(byKey)
      .filter((key) => ours.test(key))
      .map((key) => `node group ${name}: tag ${key}`),
  );
  return [...annotations, ...tags];
}
