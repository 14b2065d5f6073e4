import type { DeleteOptions, User } from './api.ts';
import { type ApiState, admitMutating, admitValidating, mustGet } from './api-state.ts';
import { removeObject, requirePreconditions } from './delete-object.ts';
import { cloneJson } from './json-values.ts';
import { requireLivingNamespace } from './namespace-lifecycle.ts';
import type { KubeObject, Pod, PodDisruptionBudget } from './objects.ts';
import { kubeTime } from './prepare-object.ts';
import type { ResourceType } from './resource-types.ts';
import { matchesLabelSelector } from './selectors.ts';
import { forbidden, StatusError, success, tooManyRequests } from './status-error.ts';
import { updateObject, writeObject } from './update-object.ts';

/** How many evictions under one budget may be unconfirmed. */
const maxDisruptedPods = 2000;

/** The API server writes a budget's status through itself, past RBAC but not past webhooks. */
const apiServer: User = { name: 'system:apiserver', groups: ['system:masters'] };

const refusal = "Cannot evict pod as it would violate the pod's disruption budget.";

/**
 * policy/v1 Eviction: deletes a pod if its budget allows. Asks the webhooks for CREATE on pods/eviction; the deletion inside asks
 * none. A wrong uid precondition is found after the budget was charged, as in Kubernetes.
 *
 * @throws {StatusError} 429 from the budget (Retry-After only while the budget is being worked on), 500 for several budgets, 409
 * for a failed precondition.
 */
export function evictPod(
  state: ApiState,
  user: User,
  pods: ResourceType,
  eviction: KubeObject,
  options: DeleteOptions,
): KubeObject {
  const { name, namespace = '' } = eviction.metadata;
  requireLivingNamespace(state, pods, namespace, name);
  const request = {
    operation: 'CREATE',
    type: pods,
    subresource: 'eviction',
    namespace,
    name,
    object: eviction,
    oldObject: undefined,
    user,
    isDryRun: options.dryRun ?? false,
  } as const;
  admitMutating(state, request);
  admitValidating(state, request);

  const pod = mustGet(state, pods, namespace, name) as Pod;
  if (!ignoresBudgets(pod)) chargeBudget(state, pod, options.dryRun ?? false);
  deletePod(state, pods, pod, options);
  return success(201) as unknown as KubeObject;
}

/** A pod that serves nobody, or is leaving already, disrupts nothing. */
function ignoresBudgets(pod: Pod): boolean {
  const phase = pod.status?.phase;
  if (pod.metadata.deletionTimestamp) return true;
  return phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending';
}

function chargeBudget(state: ApiState, pod: Pod, isDryRun: boolean): void {
  const budgets = budgetsOf(state, pod);
  if (budgets.length > 1) {
    throw new StatusError(
      500,
      '',
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (!budget || mayGoUnhealthy(pod, budget)) return;
  checkBudget(budget);
  if (!isDryRun) decrement(state, budget, pod.metadata.name);
}

function budgetsOf(state: ApiState, pod: Pod): readonly PodDisruptionBudget[] {
  const budgets = state.store.list('poddisruptionbudgets.policy', pod.metadata.namespace);
  return (budgets as PodDisruptionBudget[]).filter((budget) =>
    matchesLabelSelector(budget.spec.selector, pod.metadata.labels),
  );
}

function isReady(pod: Pod): boolean {
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function mayGoUnhealthy(pod: Pod, budget: PodDisruptionBudget): boolean {
  if (isReady(pod)) return false;
  if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

function checkBudget(budget: PodDisruptionBudget): void {
  const { name, generation = 0 } = budget.metadata;
  const { status } = budget;
  if ((status?.observedGeneration ?? 0) < generation) {
    throw tooManyRequests(refusal, 10, [
      cause(`The disruption budget ${name} is still being processed by the server.`),
    ]);
  }
  const subject = { plural: 'poddisruptionbudget', group: 'policy', name };
  const why = `The disruption budget ${name} does not allow evicting pods currently`;
  if ((status?.disruptionsAllowed ?? 0) < 0) {
    const problem = 'pdb disruptions allowed is negative';
    throw forbidden(subject, problem, [cause(`${why}: ${problem}`)]);
  }
  if (Object.keys(status?.disruptedPods ?? {}).length > maxDisruptedPods) {
    throw forbidden(subject, 'DisruptedPods map too big - too many evictions not confirmed by PDB controller', [
      cause(`${why}: too many pending evictions not confirmed by PDB controller`),
    ]);
  }
  if ((status?.disruptionsAllowed ?? 0) === 0) throw tooManyRequests(refusal, 0, [cause(deniedMessage(budget, why))]);
}

function cause(message: string) {
  return { reason: 'DisruptionBudget', message };
}

/** The order matters: when the sync failed, the numbers mean nothing. */
function deniedMessage(budget: PodDisruptionBudget, why: string): string {
  const { currentHealthy = 0, desiredHealthy = 0, conditions } = budget.status ?? {};
  const failed = conditions?.find(
    ({ type, status, message }) => type === 'DisruptionAllowed' && status === 'False' && message,
  );
  if (failed?.reason === 'SyncFailed') return `${why} because it failed sync: ${failed.message}`;
  if (currentHealthy <= desiredHealthy) {
    return `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  }
  return failed ? `${why} (${failed.reason}): ${failed.message}` : why;
}

function decrement(state: ApiState, budget: PodDisruptionBudget, pod: string): void {
  const type = state.registry.typeOf(budget);
  const next = cloneJson(budget);
  const { status } = next;
  if (!status) return;
  const now = kubeTime(state.clock.now());
  status.disruptionsAllowed--;
  status.disruptedPods = { ...status.disruptedPods, [pod]: now };
  if (status.disruptionsAllowed === 0) {
    const others = (status.conditions ?? []).filter(({ type: condition }) => condition !== 'DisruptionAllowed');
    status.conditions = [
      ...others,
      { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '', lastTransitionTime: now },
    ];
  }
  updateObject(state, apiServer, type, next, { subresource: 'status' });
}

/** Marks the pod as disrupted and deletes it, past admission. */
function deletePod(state: ApiState, pods: ResourceType, pod: Pod, options: DeleteOptions): void {
  if (options.dryRun) {
    removeObject(state, pods, pod, options);
    return;
  }
  requirePreconditions(pods, pod, options);
  const marked = cloneJson(pod);
  const others = (marked.status?.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget');
  marked.status = {
    ...marked.status,
    conditions: [
      ...others,
      {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'EvictionByEvictionAPI',
        message: 'Eviction API: evicting',
        lastTransitionTime: kubeTime(state.clock.now()),
      },
    ],
  };
  const written = writeObject(state, pods, marked, pod, false);
  // The mark moved the resource version: what the caller asked for was checked before.
  const { preconditions: _checked, ...rest } = options;
  removeObject(state, pods, written, rest);
}
