import type { Readable } from '../../src/aws/ports.ts';
import {
  decideResume,
  decodeReplicas,
  recordedReplicasAnnotation,
  replicasDispute,
} from '../../src/domain/autoscaler-record.ts';
import { type Drift, driftOf } from '../../src/domain/drift.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';
import type { AutoscalerRecord } from '../../src/domain/recorded-state.ts';
import { noteDrift } from '../note-drift.ts';
import type { Phase, PhaseContext } from '../phase.ts';
import { warnOfUnknown } from './warn-of-unknown.ts';

/** An autoscaler that a stop paused, from the table or, where the table lost it, from its own annotation. */
interface Paused {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
}

/**
 * Gives each paused autoscaler the replicas back that it had. One that had 0 stays at 0; one that somebody scaled meanwhile is
 * left alone and reported. The annotation goes in the same request as the change.
 *
 * Safe to repeat: a record is marked restored only after its Deployment is back.
 */
export const resumeAutoscalers: Phase = async (context) => {
  const workloads = (await context.cluster.listWorkloads()).filter(({ kind }) => kind === 'Deployment');
  const table = await context.records.autoscalers();
  const paused = await findPaused(context, workloads, table);
  warnOfUnknown(context, workloads, { ...table, paused });
  if (paused.length === 0) return { status: 'skipped', reason: 'no autoscaler was paused', summary: {} };
  const drift: Drift[] = [];
  for (const one of paused) {
    // Before the record too: marked restored by a run that lost its cluster, it would be lost to the stop that took it.
    await context.assertLock();
    const deployment = workloads.find(({ namespace, name }) => namespace === one.namespace && name === one.name);
    drift.push(...(await resume(context, one, deployment)));
    if (!context.run.dryRun) await context.records.markAutoscalerRestored(one.namespace, one.name, context.run.id);
  }
  await noteDrift(context, 'autoscaler', drift);
  return { status: 'done', summary: { autoscalers: paused.length } };
};

async function findPaused(
  { records, notes }: PhaseContext,
  workloads: readonly Workload[],
  table: Readable<AutoscalerRecord>,
): Promise<Paused[]> {
  for (const { key, problem } of table.unreadable) notes.warn(`The record ${key} cannot be read: ${problem}.`);
  const outstanding: Paused[] = [];
  for (const record of table.records.filter(({ phase }) => phase === 'recorded')) {
    const { namespace, name } = record;
    const annotation = workloads.find((one) => idOf(one) === idOf(record))?.annotations[recordedReplicasAnnotation];
    const history = replicasDispute(record, annotation) ? await records.stops() : new Map();
    const dispute = replicasDispute(record, annotation, history);
    if (dispute) {
      notes.warn(
        `Deployment ${idOf(record)}: its record says ${dispute.table} replicas, its annotation ${dispute.annotation}. ` +
          `${dispute.replicas} is taken: ${dispute.why}.`,
      );
    }
    outstanding.push({ namespace, name, replicas: dispute?.replicas ?? record.replicas });
  }
  for (const { namespace, name, annotations } of workloads) {
    const annotation = annotations[recordedReplicasAnnotation];
    if (annotation === undefined) continue;
    if (outstanding.some((one) => one.namespace === namespace && one.name === name)) continue;
    const replicas = decodeReplicas(annotation);
    if (replicas !== null) outstanding.push({ namespace, name, replicas });
    else
      notes.warn(
        `Deployment ${namespace}/${name} says ${recordedReplicasAnnotation}: "${annotation}", which is no number.`,
      );
  }
  return outstanding;
}

/** Brings one back, and answers what somebody else did to it. */
async function resume(context: PhaseContext, paused: Paused, deployment: Workload | undefined): Promise<Drift[]> {
  const { cluster, notes } = context;
  const id = idOf(paused);
  const recorded = `${paused.replicas} replicas`;
  if (!deployment) {
    notes.warn(`The paused autoscaler ${id} no longer exists: there is nothing to resume.`);
    return [driftOf('autoscaler', id, { recorded, found: null, result: null })];
  }
  const decision = decideResume(deployment.desired, paused.replicas);
  if (decision.action === 'drift') {
    notes.warn(
      `Deployment ${id} has ${deployment.desired} replicas, neither our 0 nor the recorded ${paused.replicas}: it is left alone.`,
    );
  }
  const found = `${deployment.desired} replicas`;
  const drift = decision.action === 'drift' ? [driftOf('autoscaler', id, { recorded, found, result: found })] : [];
  const replicas = decision.action === 'scale' ? decision.replicas : deployment.desired;
  const isAnnotated = deployment.annotations[recordedReplicasAnnotation] !== undefined;
  if (decision.action !== 'scale' && !isAnnotated) return drift;
  await cluster.scaleDeployment(paused, replicas, { [recordedReplicasAnnotation]: null });
  if (decision.action === 'scale') {
    notes.did({ verb: 'scale', target: `deployment/${id}`, detail: `replicas 0 -> ${replicas}` });
  }
  return drift;
}

function idOf({ namespace, name }: Pick<Paused, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}
