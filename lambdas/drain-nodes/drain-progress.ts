import type { DrainPlan } from '../../src/domain/drain-plan.ts';
import { nameOf, obstacleOf } from '../../src/domain/drain-removal.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import type { Summary } from '../../src/domain/run.ts';
import { waves } from '../../src/domain/wave-of-pod.ts';
import type { PhaseContext } from '../phase.ts';

const listedAtMost = 100;

/** What is left before this pass, for the console: pods that are to leave, and the nodes they are on. */
export function progressOf({ step, toAsk, terminating }: DrainPlan): Summary {
  const left = [...toAsk, ...terminating];
  return {
    wave: step?.wave ?? 'none',
    podsLeft: left.length,
    nodesLeft: new Set(left.map(({ pod }) => pod.nodeName)).size,
  };
}

/** Leaves in the journal how far the drain is and what holds it up. */
export function noteProgress({ notes, now }: Pick<PhaseContext, 'notes' | 'now'>, plan: DrainPlan): void {
  const left = [...plan.toAsk, ...plan.terminating];
  const { wave, podsLeft, nodesLeft } = progressOf(plan);
  notes.fact('wave', wave);
  notes.fact('podsLeft', podsLeft);
  notes.fact('nodesLeft', nodesLeft);
  const byWave = waves.map((name) => [name, left.filter((drainable) => drainable.wave === name).length] as const);
  notes.fact('podsLeftByWave', Object.fromEntries(byWave.filter(([, count]) => count > 0)));
  notes.fact('oldestLeft', oldestOf(plan, now()));
  notes.fact('daemonSetPods', plan.daemonSet.length);
  const held = plan.step?.held.map(({ pod, budgets }) => ({ pod: nameOf(pod), why: obstacleOf(budgets) })) ?? [];
  const blocked = plan.step?.blocked.map(({ pod, obstacle }) => ({ pod: nameOf(pod), why: obstacle })) ?? [];
  notes.fact('blocked', [...held, ...blocked].slice(0, listedAtMost));
  for (const pod of plan.stuck) {
    const why = pod.hasFinalizers ? 'a finalizer holds it' : 'its kubelet does not say that it has ended';
    notes.warn(
      `Pod ${nameOf(pod)} on node ${pod.nodeName} is past its grace and still there (${why}); it is not waited for.`,
    );
  }
}

/** The pod that was asked to leave first of those that are still there, and for how many seconds it may stay. */
function oldestOf({ terminating }: DrainPlan, now: Date): Record<string, string | number> | null {
  const [oldest] = terminating
    .flatMap(({ pod }) => (pod.deletionAt ? [{ pod, deletionAt: pod.deletionAt }] : []))
    .sort((a, b) => askedAt(a).getTime() - askedAt(b).getTime());
  if (!oldest) return null;
  const graceLeft = Math.ceil((oldest.deletionAt.getTime() - now.getTime()) / 1000);
  return {
    pod: nameOf(oldest.pod),
    node: oldest.pod.nodeName ?? '',
    askedAt: askedAt(oldest).toISOString(),
    graceLeft,
  };
}

/** Kubernetes notes when a pod is killed at the latest: its grace after it was asked. */
function askedAt({ pod, deletionAt }: { readonly pod: Pod; readonly deletionAt: Date }): Date {
  return new Date(deletionAt.getTime() - pod.graceSeconds * 1000);
}
