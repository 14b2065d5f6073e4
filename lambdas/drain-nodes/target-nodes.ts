import type { Node } from '../../src/domain/kubernetes-objects.ts';
import { isTargetNodeGroup, whyNotTarget } from '../../src/domain/target-node-groups.ts';
import { eachAtMost } from '../each-at-most.ts';
import type { PhaseContext } from '../phase.ts';
import type { Turn } from './turn.ts';

export interface DrainNodesOfRun {
  /** To empty: of managed node groups that this run touches. */
  readonly targets: readonly Node[];
  readonly others: readonly Node[];
}

/**
 * Finds the nodes that this run empties; EKS says which node groups exist, the nodes' label which of them they belong
 * to.
 */
export async function findTargetNodes({ run, cluster, nodeGroups, notes }: PhaseContext): Promise<DrainNodesOfRun> {
  const [nodes, names] = await Promise.all([cluster.listNodes(), nodeGroups.names()]);
  const managed = new Set(names);
  const isTarget = ({ nodeGroup, isFargate }: Node) =>
    nodeGroup !== null && !isFargate && managed.has(nodeGroup) && isTargetNodeGroup(run, nodeGroup);
  const others = nodes.filter((node) => !isTarget(node));
  const whyNot = ({ nodeGroup, isFargate }: Node) => {
    if (isFargate) return 'runs on Fargate';
    if (nodeGroup === null || !managed.has(nodeGroup)) return 'belongs to no managed node group';
    return whyNotTarget(run, nodeGroup);
  };
  if (others.length > 0) {
    notes.fact(
      'otherNodes',
      others.map((node) => ({ node: node.name, nodeGroup: node.nodeGroup, why: whyNot(node) })),
    );
  }
  return { targets: nodes.filter(isTarget), others };
}

/** Cordons every target before the first eviction, so that nothing that leaves one lands on the next. */
export async function cordonNodes(
  { run, cluster, notes }: PhaseContext,
  targets: readonly Node[],
  turn: Turn,
): Promise<void> {
  const open = targets.filter(({ isUnschedulable }) => !isUnschedulable);
  await eachAtMost(open, run.settings.drain.concurrency, async (node) => {
    if (!(await turn.mayGoOn())) return;
    if ((await cluster.cordon(node, run.id)) === 'changed') notes.did({ verb: 'cordon', target: `node/${node.name}` });
  });
}
