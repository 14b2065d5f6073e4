import type { DrainScene } from '../../src/domain/drain-scene.ts';
import { findAutoscaler } from '../../src/domain/find-autoscaler.ts';
import type { Pod, Workload } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';
import { deadlineOf } from '../../src/domain/next-look.ts';
import type { PhaseContext } from '../phase.ts';
import type { DrainMemory } from './drain-memory.ts';
import type { DrainNodesOfRun } from './target-nodes.ts';

/** Reads what the drain decides from. The nodes come first: pods are listed when all targets are cordoned. */
export async function lookAtPods(
  { run, cluster, now, loopStartedAt }: PhaseContext,
  { targets, others }: DrainNodesOfRun,
  memory: DrainMemory,
): Promise<DrainScene> {
  const [pods, budgets, workloads] = await Promise.all([
    cluster.listPods({ bound: true }),
    cluster.listBudgets(),
    cluster.listWorkloads(),
  ]);
  const { drain, timeouts, tiers, autoscaler } = run.settings;
  const daemonSets = workloads.filter(({ kind }) => kind === 'DaemonSet');
  const paused = run.dryRun ? findAutoscaler(workloads, autoscaler.deployment) : null;
  return {
    targets: new Set(targets.map(({ name }) => name)),
    otherNodes: others,
    pods: paused ? pods.filter((pod) => !isOf(paused, pod)) : pods,
    budgets,
    daemonSets: new Set(daemonSets.map(({ namespace, name }) => `${namespace}/${name}`)),
    returned: memory.returning,
    awaited: new Set(memory.awaited.map(({ budget }) => budget)),
    settings: drain,
    tiers,
    now: now(),
    deadline: deadlineOf(loopStartedAt, timeouts.drain),
  };
}

/** On a dry run the autoscaler was not paused, but by now its pods would be gone. */
function isOf({ namespace, selector }: Workload, pod: Pod): boolean {
  return pod.namespace === namespace && matchesSelector(selector, pod.labels);
}
