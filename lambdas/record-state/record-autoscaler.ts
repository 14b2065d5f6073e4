import type { Readable } from '../../src/aws/ports.ts';
import {
  decideAutoscalerRecord,
  recordedReplicasAnnotation,
  replicasDispute,
} from '../../src/domain/autoscaler-record.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';
import type { PhaseContext } from '../phase.ts';
import { isAfterAnotherStop } from './after-another-stop.ts';
import { recordInTheWay } from './record-in-the-way.ts';

/**
 * Makes sure that the table holds what the autoscaler's Deployment must come back to, and answers it; null when it is paused
 * and nobody can say what it ran with. The second copy, the annotation, is written with the change itself.
 *
 * @throws {StateMissingError} when a record that cannot be read is in the way of a new one.
 */
export async function recordAutoscaler(context: PhaseContext, deployment: Workload): Promise<number | null> {
  const { namespace, name, desired } = deployment;
  const { records, unreadable } = await context.records.autoscalers();
  const record = records.find((one) => one.namespace === namespace && one.name === name) ?? null;
  const isUnreadable = unreadable.some(({ key }) => key.endsWith(`#${namespace}/${name}`));
  const annotation = deployment.annotations[recordedReplicasAnnotation];
  const history = replicasDispute(record, annotation) ? await context.records.stops() : new Map();
  const isZeroOfNight = desired === 0 && !record && annotation === undefined && (await isAnotherNight(context));
  const facts = { liveReplicas: desired, record, isUnreadable, annotation, history };
  const decision = decideAutoscalerRecord({ ...facts, isAfterAnotherStop: isZeroOfNight });
  if (decision.source === 'unknown') {
    context.notes.warn(
      `Deployment ${namespace}/${name} is at 0 replicas, and what it ran with cannot be read: ${decision.problem}. Nothing is ` +
        `recorded for it; set its annotation ${recordedReplicasAnnotation} to the replicas that it must come back to.`,
    );
    return null;
  }
  if (decision.source !== 'kept') await write(context, deployment, decision.replicas, unreadable);
  return decision.replicas;
}

async function isAnotherNight({ run, records, nodeGroups }: PhaseContext): Promise<boolean> {
  return isAfterAnotherStop(run, await nodeGroups.list(), (await records.nodeGroups()).records);
}

async function write(
  { run, records, notes, now, assertLock }: PhaseContext,
  { namespace, name }: Workload,
  replicas: number,
  unreadable: Readable<unknown>['unreadable'],
): Promise<void> {
  if (!run.dryRun) {
    await assertLock();
    const result = await records.recordAutoscaler({
      namespace,
      name,
      kind: 'Deployment',
      replicas,
      recordedAt: now().toISOString(),
      runId: run.id,
      phase: 'recorded',
    });
    if (result === 'kept') throw recordInTheWay(`${namespace}/${name}`, unreadable);
  }
  notes.did({ verb: 'record', target: `deployment/${namespace}/${name}`, detail: `${replicas} replicas` });
}
