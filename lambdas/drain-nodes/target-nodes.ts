import type { Node } from '../../src/domain/kubernetes-objects.ts';
import { isRecorded } from '../../src/domain/node-group-record.ts';
import { isTargetNodeGroup, whyNotTarget } from '../../src/domain/target-node-groups.ts';
import { eachAtMost } from '../each-at-most.ts';
import type { PhaseContext } from '../phase.ts';
import type { Turn } from './turn.ts';

const notRecorded = 'its node group is not recorded';

export interface DrainNodesOfRun {
  /** To empty: of managed node groups that this run touches. */
  readonly targets: readonly Node[];
  readonly others: readonly Node[];
}

/**
 * Finds the nodes that this run empties; EKS says which node groups exist, the nodes' label which of them they belong
 * to. A group that is not recorded is not scaled, so it is not emptied either. A dry run has recorded nothing.
 *
 * @throws {LockLostError} where nothing is left to empty because a start has brought the cluster back.
 */
export async function findTargetNodes({
  run,
  cluster,
  nodeGroups,
  records,
  notes,
  assertLock,
}: PhaseContext): Promise<DrainNodesOfRun> {
  const [nodes, names, { records: known }] = await Promise.all([
    cluster.listNodes(),
    nodeGroups.names(),
    records.nodeGroups(),
  ]);
  const managed = new Set(names);
  const mayChange = (name: string) => run.dryRun || isRecorded(known, name);
  const isTarget = ({ nodeGroup, isFargate }: Node) =>
    nodeGroup !== null &&
    !isFargate &&
    managed.has(nodeGroup) &&
    isTargetNodeGroup(run, nodeGroup) &&
    mayChange(nodeGroup);
  const others = nodes.filter((node) => !isTarget(node));
  const whyNot = ({ nodeGroup, isFargate }: Node) => {
    if (isFargate) return 'runs on Fargate';
    if (nodeGroup === null || !managed.has(nodeGroup)) return 'belongs to no managed node group';
    return whyNotTarget(run, nodeGroup) ?? notRecorded;
  };
  if (others.length > 0) {
    notes.fact(
      'otherNodes',
      others.map((node) => ({ node: node.name, nodeGroup: node.nodeGroup, why: whyNot(node) })),
    );
  }
  const targets = nodes.filter(isTarget);
  // Of other runs' nodes the first cordon asks for the lock; without one nobody would.
  if (targets.length === 0 && others.some((node) => whyNot(node) === notRecorded)) await assertLock();
  return { targets, others };
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
