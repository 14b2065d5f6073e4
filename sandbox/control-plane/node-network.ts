import { findCondition } from '../kubernetes/controllers/conditions.ts';
import { eligibility } from '../kubernetes/controllers/daemon-set.ts';
import { networkDaemonSets } from '../kubernetes/controllers/node-readiness.ts';
import { isRunning, isTerminating } from '../kubernetes/controllers/pod-facts.ts';
import type { DaemonSet, KubeObject, Node, Pod } from '../kubernetes/objects.ts';
import type { ClusterClient, WatchEvent } from './cluster-client.ts';

/** In a kubelet's words. kwok leaves a node alone that says so (stages.yaml). */
const waitsForNetwork = /NetworkPluginNotReady/;

/**
 * The container runtime's part: a node that registered without a network has one, and may become Ready, when the pods of the
 * network's DaemonSets run on it. So what keeps those pods out keeps the node out, as on EKS.
 */
export async function startNodeNetwork(client: ClusterClient): Promise<void> {
  const nodes = new Map<string, Node>();
  const sets = new Map<string, DaemonSet>();
  const pods = new Map<string, Pod>();
  const isUp = (node: Node): boolean => {
    const running = new Set(
      [...pods.values()]
        .filter((pod) => pod.spec.nodeName === node.metadata.name && isRunning(pod) && !isTerminating(pod))
        .flatMap((pod) => pod.metadata.ownerReferences ?? [])
        .map(({ uid }) => uid),
    );
    return networkDaemonSets.every((name) => {
      const set = sets.get(name);
      return !set || !eligibility(set.spec.template.spec, node).mayStay || running.has(set.metadata.uid ?? '');
    });
  };
  const connect = () => {
    for (const node of nodes.values()) if (isUp(node)) void sayConnected(client, node);
  };
  const follow = <T extends KubeObject>(path: string, known: Map<string, T>, isOfInterest: (object: T) => boolean) =>
    client.follow(path, ({ type, object }: WatchEvent) => {
      if (type === 'DELETED' || !isOfInterest(object as T)) known.delete(object.metadata.name);
      else known.set(object.metadata.name, object as T);
      connect();
    });
  const isOfNetwork = (names: readonly string[]) => names.some((name) => networkDaemonSets.includes(name));
  await follow('/apis/apps/v1/namespaces/kube-system/daemonsets', sets, ({ metadata }) => isOfNetwork([metadata.name]));
  await Promise.all([
    follow('/api/v1/namespaces/kube-system/pods', pods, ({ metadata }) =>
      isOfNetwork((metadata.ownerReferences ?? []).map(({ name }) => name)),
    ),
    follow('/api/v1/nodes', nodes, ({ status }) =>
      waitsForNetwork.test(findCondition(status?.conditions, 'Ready')?.message ?? ''),
    ),
  ]);
}

/** A refusal needs no care: the node is gone, or has changed, and each change is told of. */
async function sayConnected(client: ClusterClient, { metadata }: Node): Promise<void> {
  const conditions = [{ type: 'Ready', message: 'the network is there' }];
  const path = `/api/v1/nodes/${metadata.name}/status`;
  await client.send('PATCH', path, { status: { conditions } }, 'application/strategic-merge-patch+json');
}
