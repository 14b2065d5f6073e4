import { blockedByBudgets, blockedByUnmanagedPods, blockedByWebhooks } from '../../src/domain/drain-blocked.ts';
import { type DrainPlan, planPass, planWholeDrain } from '../../src/domain/drain-plan.ts';
import type { DrainScene } from '../../src/domain/drain-scene.ts';
import { secondsBetweenLooks } from '../../src/domain/drain-wait.ts';
import { TransientError } from '../../src/domain/errors.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { stillAttached } from '../../src/domain/still-attached.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { type Asked, askPods, nothingAsked } from './ask-pods.ts';
import { type DrainMemory, readMemory, writeMemory } from './drain-memory.ts';
import { noteProgress, progressOf } from './drain-progress.ts';
import { lookAtPods } from './look-at-pods.ts';
import { relaxAgain } from './relax-again.ts';
import { releaseNodeGroups } from './release-node-groups.ts';
import { cordonNodes, findTargetNodes } from './target-nodes.ts';
import { beginTurn, type Turn } from './turn.ts';

/** A volume is detached some seconds after its pod has gone; nobody announces the moment. */
const detachSeconds = 3;

/**
 * Cordons all nodes of this run and asks the pods of the wave in progress to leave, each once: by eviction what its
 * budget lets go, by deletion what no eviction can ever remove. A node group whose nodes are empty is scaled to zero
 * at once. Done when only pods that stay with their node are left.
 *
 * Safe to repeat: it looks again at nodes, pods and budgets each time, and asks only pods that were not asked yet.
 *
 * @throws {DrainBlockedError} when the settings or a webhook forbid to remove a pod.
 */
export const drainNodes: Phase = async (context) => {
  const turn = beginTurn(context);
  const nodes = await findTargetNodes(context);
  await cordonNodes(context, nodes.targets, turn);
  if (turn.isOver()) return outOfTime(nodes.targets.length);
  const memory = await readMemory(context);
  const scene = await lookAtPods(context, nodes, memory);
  const plan = planPass(scene);
  noteProgress(context, plan);
  if (plan.refused.length > 0) throw blockedByUnmanagedPods(plan.refused);
  if (context.run.dryRun) return rehearse(context, scene, { plan, memory, turn });
  // When all are empty, the next state asks for all of them.
  if (plan.step) {
    await releaseNodeGroups(context, { targets: nodes.targets, pods: scene.pods }, { plan, memory, turn });
  }
  return drainWave(context, scene, { plan, memory, turn });
};

interface Pass {
  readonly plan: DrainPlan;
  readonly memory: DrainMemory;
  readonly turn: Turn;
}

async function drainWave(context: PhaseContext, scene: DrainScene, { plan, memory, turn }: Pass): Promise<PhaseAnswer> {
  const { step, stage } = plan;
  if (!step) return drained(context, plan);
  const isPastDeadline = stage !== 'regular';
  const isIdle = step.evictions.length + step.deletions.length === 0;
  const isWaiting = step.held.length > 0 || plan.terminating.some(({ wave }) => wave === step.wave);
  if (isIdle && !isWaiting) throw blockedByBudgets(step.blocked);
  if (step.wave === 'storage-driver' && !isPastDeadline) {
    const attached = await volumesToDetach(context, scene);
    if (attached > 0) return pending(plan, detachSeconds, `${attached} volumes to detach`);
  }
  const asked = nothingAsked();
  try {
    if (!isIdle) await relaxAgain(context, turn);
    await askPods(context, step, { asked, turn, isPastDeadline });
  } finally {
    writeMemory(context, memory, step, asked);
  }
  if (asked.blocked.length > 0) throw blockedByBudgets(asked.blocked);
  if (isPastDeadline && asked.refusedByWebhook.length > 0) throw blockedByWebhooks(asked.refusedByWebhook);
  return pending(plan, nextLook(plan, asked, turn));
}

/** One pass over all waves: every change is sent as a dry run, so that it is checked for permission and admitted. */
async function rehearse(context: PhaseContext, scene: DrainScene, { plan, memory, turn }: Pass): Promise<PhaseAnswer> {
  const asked = nothingAsked();
  for (const step of planWholeDrain(scene)) {
    await askPods(context, step, { asked, turn, isPastDeadline: false });
    writeMemory(context, memory, step, asked);
    if (step.blocked.length > 0) throw blockedByBudgets(step.blocked);
  }
  if (asked.notHeard.pods > 0) {
    throw new TransientError(
      `The API server did not hear about ${asked.notHeard.pods} pods, so the list of this dry run would lack them.`,
      'It is retried; if it stays, look at the API server’s health and load.',
    );
  }
  if (turn.isOver()) context.notes.warn('The time of this pass ran out: the list of pods ends early.');
  return drained(context, plan);
}

function drained({ notes }: PhaseContext, plan: DrainPlan): PhaseAnswer {
  if (plan.daemonSet.length > 0) notes.count('daemonSet', plan.daemonSet.length);
  return { status: 'done', summary: progressOf(plan) };
}

function pending(plan: DrainPlan, waitSeconds: number, detail?: string): PhaseAnswer {
  const summary = progressOf(plan);
  const reason = `wave ${summary.wave}: ${summary.podsLeft} pods left on ${summary.nodesLeft} nodes`;
  return { status: 'pending', waitSeconds, reason: detail ? `${reason}, ${detail}` : reason, summary };
}

function outOfTime(nodes: number): PhaseAnswer {
  return { status: 'pending', waitSeconds: 2, reason: 'nodes are left to cordon', summary: { nodes } };
}

/** Seconds until the next pass: soon after something was asked, else when the pods say; later where very many are left. */
function nextLook(plan: DrainPlan, asked: Asked, turn: Turn): number {
  const { notHeard } = asked;
  const soon = secondsBetweenLooks(plan.toAsk.length + plan.terminating.length);
  if (notHeard.pods > 0) return Math.min(30, Math.max(2, notHeard.retryAfterSeconds));
  if (turn.isOver()) return 2;
  if (asked.evicted.length + asked.deleted.length > 0) return soon;
  if (asked.refusedByBudget.length > 0) {
    const retryAfter = asked.refusedByBudget.map(({ retryAfterSeconds }) => retryAfterSeconds ?? 2);
    return Math.min(30, Math.max(2, ...retryAfter));
  }
  if (asked.refusedByWebhook.length > 0) return Math.min(plan.waitSeconds, 10);
  // Asked, and none leaves on our account: gone, replaced, or to go with its namespace, whose pods are deleted after 5 s.
  const hasAsked = plan.step !== null && plan.step.evictions.length + plan.step.deletions.length > 0;
  return Math.max(soon, hasAsked ? Math.min(plan.waitSeconds, 5) : plan.waitSeconds);
}

async function volumesToDetach({ cluster }: PhaseContext, { targets, pods }: DrainScene): Promise<number> {
  return stillAttached(await cluster.listVolumeAttachments(), targets, pods).length;
}
