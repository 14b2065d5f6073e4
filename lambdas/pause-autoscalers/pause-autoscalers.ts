import { decodeReplicas, recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { ConfigurationError, TierNotReadyError } from '../../src/domain/errors.ts';
import { findAutoscaler, findRunningKarpenter } from '../../src/domain/find-autoscaler.ts';
import type { Pod, Workload } from '../../src/domain/kubernetes-objects.ts';
import { matchesSelector } from '../../src/domain/label-selector.ts';
import { deadlineOf } from '../../src/domain/next-look.ts';
import { secondsWorthWaiting } from '../../src/domain/pod-ending.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { recordAutoscaler } from '../record-state/record-autoscaler.ts';

/**
 * Scales the Cluster Autoscaler to 0 and waits until its pods are gone: alive, it would answer the drain with new nodes.
 *
 * Safe to repeat: replicas are recorded once, and a Deployment that somebody scaled back meanwhile is paused again.
 *
 * @throws {ConfigurationError} when several Deployments fit, or when something keeps scaling it back.
 * @throws {TierNotReadyError} when its pods do not end in time.
 */
export const pauseAutoscalers: Phase = async (context) => {
  const { run, cluster, notes } = context;
  const workloads = await cluster.listWorkloads();
  warnOfKarpenter(context, workloads);
  const configured = run.settings.autoscaler.deployment;
  const autoscaler = findAutoscaler(workloads, configured);
  const found = autoscaler && `${autoscaler.namespace}/${autoscaler.name}`;
  if (configured !== null && found !== configured) {
    const instead = found === null ? '' : ` ${found} looks like the Cluster Autoscaler and is paused instead.`;
    notes.warn(`The configured autoscaler.deployment ${configured} is not in the cluster.${instead}`);
  }
  if (!autoscaler) return { status: 'skipped', reason: 'no Cluster Autoscaler found', summary: {} };
  const replicas = await recordedReplicas(context, autoscaler);
  const wasScaled = await pause(context, autoscaler, replicas);
  const summary = { autoscaler: `${autoscaler.namespace}/${autoscaler.name}`, replicas: replicas ?? 0 };
  if (run.dryRun) return { status: 'done', summary };
  return waitForPods(context, autoscaler, wasScaled, summary);
};

/** What the Deployment comes back to; on a dry run nothing was recorded, so it is what it has now. */
async function recordedReplicas(context: PhaseContext, deployment: Workload): Promise<number | null> {
  if (!context.run.dryRun) return recordAutoscaler(context, deployment);
  return deployment.desired || decodeReplicas(deployment.annotations[recordedReplicasAnnotation]);
}

/** Scales to 0 and annotates in one request; says whether the Deployment had replicas to lose. */
async function pause(
  { cluster, notes, assertLock }: PhaseContext,
  { namespace, name, desired, annotations }: Workload,
  replicas: number | null,
): Promise<boolean> {
  if (replicas === null) return false;
  const annotation = annotations[recordedReplicasAnnotation];
  const isAnnotated = replicas === 0 || decodeReplicas(annotation) === replicas;
  if (desired === 0 && isAnnotated) return false;
  if (desired > 0 && annotation !== undefined) {
    notes.warn(`Deployment ${namespace}/${name} was paused and has ${desired} replicas again: it is paused once more.`);
  }
  await assertLock();
  await cluster.scaleDeployment({ namespace, name }, 0, { [recordedReplicasAnnotation]: String(replicas) });
  if (desired > 0) {
    notes.did({ verb: 'scale', target: `deployment/${namespace}/${name}`, detail: `replicas ${desired} -> 0` });
  }
  return desired > 0;
}

async function waitForPods(
  context: PhaseContext,
  deployment: Workload,
  wasScaled: boolean,
  summary: { readonly autoscaler: string; readonly replicas: number },
): Promise<PhaseAnswer> {
  const now = context.now();
  const left = await podsOf(context, deployment);
  if (left.length === 0 && !wasScaled) return { status: 'done', summary };
  const deadline = deadlineOf(context.loopStartedAt, context.run.settings.timeouts.pauseAutoscalers);
  if (now >= deadline)
    throw notPaused(summary.autoscaler, wasScaled, left, context.run.settings.timeouts.pauseAutoscalers);
  // A pod that is not terminating yet goes with its ReplicaSet's next look, a moment from now.
  const waits = left.map((pod) => secondsWorthWaiting(pod, now, pod.graceSeconds));
  return {
    status: 'pending',
    waitSeconds: left.length > 0 ? Math.min(30, ...waits) : 2,
    reason: `${left.length} pods of ${summary.autoscaler} are left`,
    summary,
  };
}

async function podsOf({ cluster }: PhaseContext, { namespace, selector }: Workload): Promise<Pod[]> {
  const pods = await cluster.listPods({ namespace });
  return pods.filter(
    ({ labels, phase }) => phase !== 'Succeeded' && phase !== 'Failed' && matchesSelector(selector, labels),
  );
}

function warnOfKarpenter({ notes }: PhaseContext, workloads: readonly Workload[]): void {
  for (const { namespace, name } of findRunningKarpenter(workloads)) {
    notes.warn(
      `Karpenter runs in ${namespace}/${name}: the nodes that it made are not in managed node groups, and this version ` +
        'neither drains nor removes them.',
    );
  }
}

function notPaused(name: string, wasScaled: boolean, left: readonly Pod[], timeoutSeconds: number): Error {
  if (wasScaled) {
    return new ConfigurationError(
      `Deployment ${name} is still being scaled back ${timeoutSeconds} s after it was paused.`,
      'Find what manages it (Argo CD self-heal, Flux, KEDA, an operator), pause that for the night, and redrive the run.',
    );
  }
  return new TierNotReadyError(
    `Pods of the paused autoscaler ${name} are still there after ${timeoutSeconds} s: ${left.map(({ name: pod }) => pod).join(', ')}.`,
    'See why they do not end (kubectl describe pod), delete them, and redrive the run.',
  );
}
