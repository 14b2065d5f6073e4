import type { Node, Pod } from '../../src/domain/kubernetes-objects.ts';
import { isNodeUp } from '../../src/domain/node-readiness.ts';
import { isTargetNodeGroup } from '../../src/domain/target-node-groups.ts';
import type { Phase, PhaseContext } from '../phase.ts';

/** Names in one warning; the rest is counted. */
const namesAtMost = 20;

/**
 * Looks the cluster over once it is awake: nodes against what was recorded, and the pods that are Pending or failing. What it
 * finds is in the report; an application that does not run is a warning, never a failed morning.
 */
export const verifyCluster: Phase = async (context) => {
  const { run, cluster, notes } = context;
  if (!run.verify) return { status: 'skipped', reason: 'not asked for', summary: {} };
  const [nodes, pods] = await Promise.all([cluster.listNodes(), cluster.listPods()]);
  const nodeGroups = await compareNodes(context, nodes);
  const living = pods.filter(({ phase }) => phase !== 'Succeeded');
  const pending = living.filter(({ phase }) => phase === 'Pending');
  const failing = living.filter(
    ({ phase, trouble }) => phase === 'Failed' || (phase !== 'Pending' && trouble !== null),
  );
  const system = living.filter(({ namespace }) => namespace === 'kube-system');
  const counts = {
    nodes: nodes.length,
    nodesReady: nodes.filter(isNodeUp).length,
    pods: living.length,
    podsReady: living.filter(({ isReady }) => isReady).length,
    systemPods: system.length,
    systemPodsReady: system.filter(({ isReady }) => isReady).length,
    pending: pending.length,
    failing: failing.length,
  };
  notes.fact('verification', {
    ...counts,
    nodeGroups,
    pendingPods: pending.map(inWords),
    failingPods: failing.map(inWords),
  });
  warnOfPods(context, 'Pending', pending);
  warnOfPods(context, 'failing', failing);
  return { status: 'done', summary: counts };
};

/** Nodes of each group now against the evening before, as recorded. */
async function compareNodes({ run, records, notes }: PhaseContext, nodes: readonly Node[]) {
  const { records: known } = await records.nodeGroups();
  return known
    .filter(({ name }) => isTargetNodeGroup(run, name))
    .map(({ name, desiredSize }) => {
      const own = nodes.filter(({ nodeGroup }) => nodeGroup === name);
      const ready = own.filter(isNodeUp).length;
      if (ready < desiredSize)
        notes.warn(`Node group ${name} had ${desiredSize} nodes in the evening and has ${ready} Ready.`);
      return { name, before: desiredSize, after: own.length, ready };
    });
}

function warnOfPods({ notes }: PhaseContext, state: string, pods: readonly Pod[]): void {
  if (pods.length === 0) return;
  const named = pods.slice(0, namesAtMost).map(inWords).join(', ');
  const more = pods.length > namesAtMost ? ` and ${pods.length - namesAtMost} more` : '';
  notes.warn(`${pods.length} pods are ${state}: ${named}${more}.`);
}

function inWords({ namespace, name, trouble }: Pod): string {
  return trouble ? `${namespace}/${name} (${trouble})` : `${namespace}/${name}`;
}
