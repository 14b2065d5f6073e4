import { matchesGlob } from './glob.ts';
import type { Node, Pod, Workload } from './kubernetes-objects.ts';
import { matchesSelector } from './label-selector.ts';

/** DaemonSets of kube-system without which a node has no network: kube-proxy and whichever CNI is installed. */
const networkNames = ['kube-proxy*', 'aws-node*', '*cni*', 'cilium', 'calico-node', 'kube-flannel*', 'weave-net'];

/** The network DaemonSets that are installed; those that want no node at all (Windows variants) are left out. */
export function networkDaemonSets(workloads: readonly Workload[]): Workload[] {
  return workloads.filter(
    ({ kind, namespace, name, desired }) =>
      kind === 'DaemonSet' &&
      namespace === 'kube-system' &&
      desired > 0 &&
      networkNames.some((pattern) => matchesGlob(pattern, name)),
  );
}

/**
 * Names the first network DaemonSet that does not run on the node yet, or null. One that has all the pods it wants and none here
 * does not want this node. EKS may run the network outside the cluster's DaemonSets: where there are none, nothing is missing.
 */
export function networkTrouble(node: Node, daemonSets: readonly Workload[], pods: readonly Pod[]): string | null {
  for (const daemonSet of daemonSets) {
    const own = pods.filter(
      ({ namespace, labels, deletionAt }) =>
        namespace === daemonSet.namespace && deletionAt === null && matchesSelector(daemonSet.selector, labels),
    );
    const here = own.filter(({ nodeName }) => nodeName === node.name);
    const isStillComing = own.length < daemonSet.desired || !daemonSet.isObserved;
    if (here.length === 0 ? isStillComing : !here.some(({ isReady }) => isReady)) {
      return `${daemonSet.name} does not run on it yet`;
    }
  }
  return null;
}
