import { decideResume, decodeReplicas, recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';
import type { Phase, PhaseContext } from '../phase.ts';

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
  const paused = await findPaused(context, workloads);
  if (paused.length === 0) return { status: 'skipped', reason: 'no autoscaler was paused', summary: {} };
  for (const one of paused) {
    // Before the record too: marked restored by a run that lost its cluster, it would be lost to the stop that took it.
    await context.assertLock();
    const deployment = workloads.find(({ namespace, name }) => namespace === one.namespace && name === one.name);
    await resume(context, one, deployment);
    if (!context.run.dryRun) await context.records.markAutoscalerRestored(one.namespace, one.name, context.run.id);
  }
  return { status: 'done', summary: { autoscalers: paused.length } };
};

async function findPaused({ records, notes }: PhaseContext, workloads: readonly Workload[]): Promise<Paused[]> {
  const table = await records.autoscalers();
  for (const { key, problem } of table.unreadable) notes.warn(`The record ${key} cannot be read: ${problem}.`);
  const outstanding: Paused[] = table.records.filter(({ phase }) => phase === 'recorded');
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

async function resume(context: PhaseContext, paused: Paused, deployment: Workload | undefined): Promise<void> {
  const { cluster, notes } = context;
  const id = `${paused.namespace}/${paused.name}`;
  if (!deployment) {
    notes.warn(`The paused autoscaler ${id} no longer exists: there is nothing to resume.`);
    return;
  }
  const decision = decideResume(deployment.desired, paused.replicas);
  if (decision.action === 'drift') {
    notes.warn(
      `Deployment ${id} has ${deployment.desired} replicas, neither our 0 nor the recorded ${paused.replicas}: it is left alone.`,
    );
  }
  const replicas = decision.action === 'scale' ? decision.replicas : deployment.desired;
  const isAnnotated = deployment.annotations[recordedReplicasAnnotation] !== undefined;
  if (decision.action !== 'scale' && !isAnnotated) return;
  await cluster.scaleDeployment(paused, replicas, { [recordedReplicasAnnotation]: null });
  if (decision.action === 'scale') {
    notes.did({ verb: 'scale', target: `deployment/${id}`, detail: `replicas 0 -> ${replicas}` });
  }
}
