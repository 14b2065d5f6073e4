import type { Condition, Job, Pod } from '../objects.ts';
import { kubeTime } from '../prepare-object.ts';
import { findCondition, withCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyFrom, splitKey } from './informer.ts';
import { JobBackoff } from './job-backoff.ts';
import { controllerOf, isActive, isFinished, isReady, isTerminating } from './pod-facts.ts';
import { podFromTemplate } from './pod-from-template.ts';

const user = controllerUser('job-controller');
const jobs = 'jobs.batch';

/** Holds a Job's pod until the controller has counted it. */
export const jobTracking = 'batch.kubernetes.io/job-tracking';

/** Runs the pods of each Job until enough have succeeded, or too many have failed; an evicted pod counts as failed. */
export function startJobController(context: ControllerContext): void {
  const { api, clock, informer, names } = context;
  /** Pods whose finalizer is off but that the status does not count yet, by the Job's uid: writing it may be refused. */
  const uncounted = new Map<string, { succeeded: number; failed: number }>();
  const backoff = new JobBackoff(clock);
  const queue = context.queue(reconcile);
  context.feed(queue, jobs);
  context.on('pods', ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'Job') queue.add(keyFrom(object.metadata.namespace, owner.name));
  });

  function reconcile(key: string): void {
    const job = informer.getByKey<Job>(jobs, key);
    releaseOrphans(key, job?.metadata.uid);
    if (!job) {
      backoff.forget(key);
      return;
    }
    release(job);
    if (isTerminating(job)) return;
    const counts = uncounted.get(job.metadata.uid ?? '') ?? { succeeded: 0, failed: 0 };
    if (!isOver(job)) writeStatus(job, counts);
    uncounted.delete(job.metadata.uid ?? '');
    const live = informer.getByKey<Job>(jobs, key);
    if (live) replicate(live);
  }

  /** Takes the finalizer off finished pods, by an update of the pod, which admission may refuse. */
  function release(job: Job): void {
    const counts = uncounted.get(job.metadata.uid ?? '') ?? { succeeded: 0, failed: 0 };
    for (const pod of informer.podsOf(job.metadata.uid)) {
      if (!isDone(pod) || !pod.metadata.finalizers?.includes(jobTracking)) continue;
      dropFinalizer(pod);
      if (pod.status?.phase === 'Succeeded') counts.succeeded++;
      else counts.failed++;
      uncounted.set(job.metadata.uid ?? '', counts);
    }
  }

  /** Pods of an earlier Job of that name, or of none any more, that are being deleted: nobody will count them. */
  function releaseOrphans(key: string, uid: string | undefined): void {
    const [namespace, name] = splitKey(key);
    const orphans = informer.inNamespace<Pod>('pods', namespace).filter((pod) => {
      const owner = controllerOf(pod);
      return owner?.kind === 'Job' && owner.name === name && owner.uid !== uid && isTerminating(pod);
    });
    for (const pod of orphans) if (pod.metadata.finalizers?.includes(jobTracking)) dropFinalizer(pod);
  }

  function dropFinalizer(pod: Pod): void {
    api.edit<Pod>(user, 'pods', pod.metadata.namespace, pod.metadata.name, (live) => {
      live.metadata.finalizers = (live.metadata.finalizers ?? []).filter((finalizer) => finalizer !== jobTracking);
    });
  }

  function replicate(job: Job): void {
    const active = informer.podsOf(job.metadata.uid).filter(isActive);
    const missing = isOver(job) || job.spec.suspend ? -active.length : wantedPods(job) - active.length;
    const key = keyFrom(job.metadata.namespace, job.metadata.name);
    const nextAt = backoff.nextPodAt(key, informer.podsOf(job.metadata.uid));
    if (missing > 0 && clock.now() < nextAt) {
      queue.addAt(key, nextAt);
      return;
    }
    for (let made = 0; made < missing; made++) api.create(user, 'pods', jobPod(job, names.suffix()));
    for (const pod of active.slice(0, Math.max(0, -missing))) {
      api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name);
    }
  }

  function writeStatus(job: Job, counts: { readonly succeeded: number; readonly failed: number }): void {
    const active = informer.podsOf(job.metadata.uid).filter(isActive);
    const { namespace, name } = job.metadata;
    api.edit<Job>(
      user,
      jobs,
      namespace,
      name,
      (live) => {
        const succeeded = (live.status?.succeeded ?? 0) + counts.succeeded;
        const failed = (live.status?.failed ?? 0) + counts.failed;
        live.status = {
          ...live.status,
          startTime: live.status?.startTime ?? kubeTime(clock.now()),
          active: active.length,
          ...{ ready: active.filter(isReady).length },
          succeeded,
          failed,
        };
        const outcome = outcomeOf(live, succeeded, failed);
        if (!outcome) return;
        live.status.conditions = withCondition(live.status.conditions, outcome, clock.now());
        if (outcome.type === 'Complete') live.status.completionTime ??= kubeTime(clock.now());
      },
      { subresource: 'status' },
    );
  }
}

/** Its containers are not running any more: finished, or deleted and gone from its node (grace 0). */
function isDone(pod: Pod): boolean {
  return (
    isFinished(pod) || (isTerminating(pod) && (!pod.spec.nodeName || pod.metadata.deletionGracePeriodSeconds === 0))
  );
}

export function isOver(job: Job): boolean {
  const isTrue = (type: string) => findCondition(job.status?.conditions, type)?.status === 'True';
  return isTrue('Complete') || isTrue('Failed');
}

function wantedPods(job: Job): number {
  const parallelism = job.spec.parallelism ?? 1;
  const succeeded = job.status?.succeeded ?? 0;
  // A work queue (no completions): the first success says that nothing is left to start.
  if (job.spec.completions === undefined && job.spec.parallelism !== undefined) return succeeded > 0 ? 0 : parallelism;
  return Math.min(parallelism, (job.spec.completions ?? 1) - succeeded);
}

function outcomeOf(job: Job, succeeded: number, failed: number): Condition | undefined {
  if (succeeded >= (job.spec.completions ?? 1)) {
    const message = 'Reached expected number of succeeded pods';
    return { type: 'Complete', status: 'True', reason: 'CompletionsReached', message };
  }
  if (failed > (job.spec.backoffLimit ?? 6)) {
    const message = 'Job has reached the specified backoff limit';
    return { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message };
  }
  return undefined;
}

function jobPod(job: Job, suffix: string): Pod {
  const generateName = `${job.metadata.name}-`;
  const uid = job.metadata.uid ?? '';
  return podFromTemplate(job, job.spec.template, {
    name: generateName + suffix,
    generateName,
    labels: {
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'controller-uid': uid,
      'job-name': job.metadata.name,
    },
    finalizers: [jobTracking],
  });
}
