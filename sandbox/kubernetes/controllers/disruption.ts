import type { Condition, KubeObject, Pod, PodDisruptionBudget } from '../objects.ts';
import { matchesLabelSelector } from '../selectors.ts';
import { withCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { controllerOf, isReady, isTerminating } from './pod-facts.ts';
import { replicasOf, scalableResources, scaleOfOwner } from './scale-of-owner.ts';

const user = controllerUser('disruption-controller');
const budgets = 'poddisruptionbudgets.policy';

/** How long an eviction that was let through counts against the budget when its pod does not go (DeletionTimeout). */
const deletionTimeoutMs = 120_000;

interface Arithmetic {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
}

/** Keeps each budget's status, with the disruption controller's own arithmetic. */
export function startDisruptionController(context: ControllerContext): void {
  const { api, clock, informer, isFirstEvening } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, budgets);
  context.on('pods', ({ object, old }) => {
    for (const budget of informer.inNamespace<PodDisruptionBudget>(budgets, object.metadata.namespace)) {
      if (selects(budget, object) || (old && selects(budget, old))) queue.add(keyOf(budget));
    }
  });
  for (const resource of scalableResources) {
    context.on(resource, ({ object, old }) => {
      if (old && replicasOf(object) === replicasOf(old)) return;
      for (const budget of informer.inNamespace(budgets, object.metadata.namespace)) queue.add(keyOf(budget));
    });
  }

  function reconcile(key: string): void {
    const budget = informer.getByKey<PodDisruptionBudget>(budgets, key);
    if (!budget) return;
    const pods = informer.inNamespace<Pod>('pods', budget.metadata.namespace).filter((pod) => selects(budget, pod));
    const disrupted = stillDisrupted(budget, pods, clock.now());
    const result = arithmetic(budget, pods);
    const status =
      typeof result === 'string'
        ? failedStatus(budget, result, clock.now(), isFirstEvening)
        : statusOf(budget, result, pods, disrupted, clock.now());
    const { namespace, name } = budget.metadata;
    const write = (live: PodDisruptionBudget) => Object.assign(live, { status });
    api.edit<PodDisruptionBudget>(user, budgets, namespace, name, write, { subresource: 'status' });
    const expiries = Object.values(disrupted).map((at) => Date.parse(at) + deletionTimeoutMs);
    if (expiries.length > 0) queue.addAt(key, Math.min(...expiries));
    else queue.cancelTimer(key);
  }

  /** What the budget expects and wants healthy, or why that cannot be said. */
  function arithmetic({ spec }: PodDisruptionBudget, pods: readonly Pod[]): Arithmetic | string {
    if (spec.maxUnavailable === undefined && typeof spec.minAvailable !== 'string') {
      return { expectedPods: pods.length, desiredHealthy: spec.minAvailable ?? 0 };
    }
    const expectedPods = expectedScale(pods);
    if (typeof expectedPods === 'string') return expectedPods;
    if (spec.maxUnavailable === undefined) {
      return { expectedPods, desiredHealthy: scaled(spec.minAvailable ?? 0, expectedPods) };
    }
    return { expectedPods, desiredHealthy: Math.max(0, expectedPods - scaled(spec.maxUnavailable, expectedPods)) };
  }

  /** The sum of the owners' replicas. Bare pods count for nothing; an owner that has no scale fails the budget. */
  function expectedScale(pods: readonly Pod[]): number | string {
    const scales = new Map<string, number>();
    for (const pod of pods) {
      const reference = controllerOf(pod);
      if (!reference || scales.has(reference.uid)) continue;
      const scale = scaleOfOwner(informer, pod, reference);
      if (typeof scale === 'string') return scale;
      scales.set(reference.uid, 0);
      scales.set(scale.uid, scale.replicas);
    }
    return [...scales.values()].reduce((sum, scale) => sum + scale, 0);
  }
}

function selects(budget: PodDisruptionBudget, pod: KubeObject): boolean {
  return matchesLabelSelector(budget.spec.selector, pod.metadata.labels);
}

/** A count, or a percentage of the expected pods rounded up. */
function scaled(amount: number | string, expectedPods: number): number {
  return typeof amount === 'number' ? amount : Math.ceil((Number.parseFloat(amount) * expectedPods) / 100);
}

/** Evictions that were let through and whose pods neither began to go nor had the time for it. */
function stillDisrupted(budget: PodDisruptionBudget, pods: readonly Pod[], now: number): Record<string, string> {
  const staying = new Set(pods.filter((pod) => !isTerminating(pod)).map((pod) => pod.metadata.name));
  const entries = Object.entries(budget.status?.disruptedPods ?? {});
  return Object.fromEntries(
    entries.filter(([name, at]) => staying.has(name) && now < Date.parse(at) + deletionTimeoutMs),
  );
}

function statusOf(
  budget: PodDisruptionBudget,
  { expectedPods, desiredHealthy }: Arithmetic,
  pods: readonly Pod[],
  disruptedPods: Record<string, string>,
  now: number,
): NonNullable<PodDisruptionBudget['status']> {
  const isHealthy = (pod: Pod) => isReady(pod) && !isTerminating(pod) && !disruptedPods[pod.metadata.name];
  const currentHealthy = pods.filter(isHealthy).length;
  const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
  const condition: Condition = {
    type: 'DisruptionAllowed',
    status: disruptionsAllowed > 0 ? 'True' : 'False',
    reason: disruptionsAllowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  return {
    observedGeneration: budget.metadata.generation ?? 1,
    disruptionsAllowed,
    currentHealthy,
    desiredHealthy,
    expectedPods,
    ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
    conditions: withCondition(budget.status?.conditions, condition, now),
  };
}

/**
 * Nothing may be disrupted while the budget cannot be computed; the other numbers stay as they were, also the generation: a budget
 * that was never computed is "still being processed" for ever. One of the first evening was there before its pods, as charts are
 * installed, and so was computed.
 */
function failedStatus(
  budget: PodDisruptionBudget,
  message: string,
  now: number,
  isFirstEvening: boolean,
): NonNullable<PodDisruptionBudget['status']> {
  const condition: Condition = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed', message };
  return {
    currentHealthy: 0,
    desiredHealthy: 0,
    expectedPods: 0,
    ...budget.status,
    ...(isFirstEvening && { observedGeneration: budget.metadata.generation ?? 1 }),
    disruptionsAllowed: 0,
    conditions: withCondition(budget.status?.conditions, condition, now),
  };
}
