import type { V1DeleteOptions } from '@kubernetes/client-node';
import type { DeletionAnswer, EvictionAnswer, PodRef, Throttled } from './cluster.ts';
import type { Call } from './connection.ts';
import { type ApiFailure, isWebhookFailure } from './errors-from-api.ts';

interface Grace {
  /** Null leaves it to the pod. */
  readonly graceSeconds: number | null;
}

/** Asks the eviction API to remove a pod; only this very pod, never another of the same name. */
export async function evict(
  call: Call,
  dryRun: boolean,
  pod: PodRef,
  { graceSeconds }: Grace,
): Promise<EvictionAnswer> {
  const { namespace, name } = pod;
  return call<EvictionAnswer>(
    { verb: 'create', resource: 'pods/eviction', group: '', name: `${namespace}/${name}` },
    async ({ core }) => {
      await core.createNamespacedPodEviction({
        namespace,
        name,
        ...(dryRun ? { dryRun: 'All' } : {}),
        body: {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { namespace, name },
          deleteOptions: deleteOptions(pod, graceSeconds, dryRun),
        },
      });
      return { result: 'evicted' };
    },
    evictionAnswer,
  );
}

/** Deletes a pod past its budgets; only this very pod. */
export async function deletePod(
  call: Call,
  dryRun: boolean,
  pod: PodRef,
  { graceSeconds }: Grace,
): Promise<DeletionAnswer> {
  const { namespace, name } = pod;
  return call<DeletionAnswer>(
    { verb: 'delete', resource: 'pods', group: '', name: `${namespace}/${name}` },
    async ({ core }) => {
      // dryRun must stand in the body: with one, the API server does not read the options of the query.
      await core.deleteNamespacedPod({
        namespace,
        name,
        ...(dryRun ? { dryRun: 'All' } : {}),
        body: deleteOptions(pod, graceSeconds, dryRun),
      });
      return { result: 'deleted' };
    },
    deletionAnswer,
  );
}

function deleteOptions(pod: PodRef, graceSeconds: number | null, dryRun: boolean): V1DeleteOptions {
  return {
    apiVersion: 'v1',
    kind: 'DeleteOptions',
    preconditions: { uid: pod.uid },
    ...(graceSeconds === null ? {} : { gracePeriodSeconds: graceSeconds }),
    ...(dryRun ? { dryRun: ['All'] } : {}),
  };
}

function deletionAnswer(failure: ApiFailure): DeletionAnswer | undefined {
  if (isGone(failure)) return { result: 'gone' };
  if (isWebhookFailure(failure)) return { result: 'refused-by-webhook', message: failure.message };
  return throttledBy(failure);
}

function throttledBy({ status, message, retryAfterSeconds }: ApiFailure): Throttled | undefined {
  return status === 429 ? { result: 'throttled', message, retryAfterSeconds } : undefined;
}

function evictionAnswer(failure: ApiFailure): EvictionAnswer | undefined {
  const { status, message, causes, retryAfterSeconds } = failure;
  if (isGone(failure)) return { result: 'gone' };
  if (isWebhookFailure(failure)) return { result: 'refused-by-webhook', message };
  // 429 when no disruption is allowed; 403 when the budget's bookkeeping is full. Without this cause a 429 is throttling.
  if (causes.includes('DisruptionBudget')) return { result: 'refused-by-budget', message, retryAfterSeconds };
  if (causes.includes('NamespaceTerminating')) return { result: 'namespace-terminating', message };
  if (status === 500 && message.includes('more than one PodDisruptionBudget')) {
    return { result: 'several-budgets', message };
  }
  return throttledBy(failure);
}

/** Not there, or the uid precondition says that another pod has its name. */
function isGone({ status, message }: ApiFailure): boolean {
  return status === 404 || (status === 409 && /precondition/i.test(message));
}
