import type { NodeGroup } from '../../src/aws/ports.ts';
import { NodeGroupError } from '../../src/domain/errors.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import { isRecorded, sizeInWords } from '../../src/domain/node-group-record.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import { describeRunning, type StillRunning, whatStillRuns } from '../../src/domain/what-still-runs.ts';
import type { Phase, PhaseContext } from '../phase.ts';

/**
 * Makes sure that nothing of this run's node groups is left: no desired size, no node, no pod bound to one. Changes
 * nothing.
 *
 * Pods whose node is gone are waited for too, because a StatefulSet gets no new pod under a name that is still there
 * in the morning; at the deadline they are a warning. A group that this run has not recorded is a warning, too.
 *
 * @throws {NodeGroupError} at the deadline, naming what is left.
 * @throws {LockLostError} for a redriven stop whose cluster a start has woken meanwhile.
 */
export const confirmStopped: Phase = async (context) => {
  const { run, cluster, nodeGroups, notes, now, loopStartedAt } = context;
  const [listed, nodes, pods] = await Promise.all([
    nodeGroups.list(),
    cluster.listNodes(),
    cluster.listPods({ bound: true }),
  ]);
  const groups = await ofThisRun(
    context,
    listed.filter(({ name }) => isTargetNodeGroup(run, name)),
  );
  const left = whatStillRuns(groups, nodes, pods);
  noteLeft(context, left);
  const summary = {
    nodeGroups: groups.length,
    nodesLeft: left.nodes.length,
    podsLeft: left.pods.length + left.orphans.length,
  };
  const isStopped = left.groups.length + left.nodes.length + left.pods.length === 0;
  // Nothing was scaled on a dry run, so there is nothing to wait for.
  if (run.dryRun || (isStopped && left.orphans.length === 0)) return { status: 'done', summary };
  const deadline = deadlineOf(loopStartedAt, run.settings.timeouts.confirmStopped);
  if (now() < deadline) {
    const reason = `${left.groups.length} node groups above 0, ${summary.nodesLeft} nodes, ${summary.podsLeft} pods left`;
    return { status: 'pending', waitSeconds: nextLook(loopStartedAt, now(), deadline), reason, summary };
  }
  if (isStopped) {
    notes.warn(`${left.orphans.length} pods are bound to nodes that are gone; Kubernetes has not removed them yet.`);
    return { status: 'done', summary };
  }
  throw new NodeGroupError(
    `Not stopped: ${describeRunning(left, groups)}.`,
    'Remove what holds it (scale-in protection, a finalizer, another autoscaler) and redrive.',
  );
};

/**
 * The groups without those that were made after Record state: nobody wrote down what they must come back to, so this run may not
 * scale them, however often it is redriven. One that carries our tag was recorded, and its record is lost: it still counts.
 *
 * @throws {LockLostError} where the cluster is another run's: a start that has woken it leaves its groups without record and tag, too.
 */
async function ofThisRun(
  { run, records, notes, assertLock }: PhaseContext,
  groups: readonly NodeGroup[],
): Promise<NodeGroup[]> {
  const isUnmarked = ({ desiredSize, tags }: NodeGroup) => desiredSize > 0 && tags[recordedSizeTag] === undefined;
  if (run.dryRun || !groups.some(isUnmarked)) return [...groups];
  const { records: known } = await records.nodeGroups();
  const isStrange = (group: NodeGroup) => isUnmarked(group) && !isRecorded(known, group.name);
  const strange = groups.filter(isStrange);
  if (strange.length > 0) await assertLock();
  for (const group of strange) {
    notes.warn(
      `Node group ${group.name} (${sizeInWords(group)}) has neither a record nor the tag ${recordedSizeTag}, so it goes on running. ` +
        'Start a new stop to put it to sleep as well.',
    );
  }
  return groups.filter((group) => !isStrange(group));
}

function noteLeft({ notes }: PhaseContext, { groups, nodes, pods, orphans }: StillRunning): void {
  notes.fact('left', {
    nodeGroups: groups.map(({ name }) => name),
    nodes: nodes.slice(0, 100).map(({ name }) => name),
    pods: pods.length,
    orphans: orphans.length,
  });
  notes.fact('nodesLeft', nodes.length);
  notes.fact('podsLeft', pods.length + orphans.length);
}
