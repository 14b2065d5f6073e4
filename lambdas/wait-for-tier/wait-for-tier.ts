import { decodeReplicas, recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { ConfigurationError, TierNotReadyError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import type { Workload } from '../../src/domain/kubernetes-objects.ts';
import { deadlineOf, nextLook } from '../../src/domain/next-look.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { type TierMember, tierMembers } from '../../src/domain/tier-members.ts';
import { lacksNodesAlone, type WorkloadReadiness, workloadReadiness } from '../../src/domain/tier-readiness.ts';
import type { Phase, PhaseContext } from '../phase.ts';

interface JudgedMember extends TierMember {
  readonly readiness: WorkloadReadiness;
  /** Only nodes are missing, and the autoscaler that would bring them is paused: this run resumes it after the tiers. */
  readonly awaitsAutoscaler: boolean;
}

/** The scheduler's longest back-off is 10 s: a pod that has no node after this long gets none of those that are there. */
const placingSeconds = 30;

/**
 * Waits until what is installed of one tier serves. An autoscaler that we paused counts as ready, and what nobody wants a pod of
 * is not waited for. Nor is what is optional and lacks only nodes that the paused autoscaler would bring: it would be waited for in vain.
 *
 * @throws {TierNotReadyError} at the deadline, naming each critical component that is not ready; optional ones are warnings.
 */
export const waitForTier: Phase = async (context) => {
  const { run, item, cluster, notes } = context;
  const { tiers } = run.settings;
  const tier = tiers.find(({ name }) => name === item);
  if (!tier) {
    throw new ConfigurationError(
      `Wait for tier was called for "${item}", which is no tier of this run.`,
      `Use one of ${tiers.map(({ name }) => name).join(', ')}.`,
    );
  }
  const workloads = await cluster.listWorkloads();
  const members = tierMembers(tier, tiers, workloads);
  if (members.length === 0) {
    return { status: 'skipped', reason: `nothing of tier ${tier.name} is installed`, summary: { tier: tier.name } };
  }
  const [pods, nodes, paused] = await Promise.all([
    cluster.listPods(),
    cluster.listNodes(),
    findPaused(context, workloads),
  ]);
  const surroundings = { pods, nodes, paused: new Set(paused.keys()) };
  const isAutoscalerToCome = willBeResumed(workloads, paused);
  const judged = members.map((member): JudgedMember => {
    const readiness = workloadReadiness(member.workload, surroundings);
    const lacksNodes = readiness.state === 'waiting' && lacksNodesAlone(member.workload, surroundings);
    return { ...member, readiness, awaitsAutoscaler: isAutoscalerToCome && !member.critical && lacksNodes };
  });
  notes.fact('tier', {
    name: tier.name,
    components: judged.map(({ workload, critical, readiness }) => ({ name: nameOf(workload), critical, ...readiness })),
  });
  return answer(context, tier.name, judged);
};

/**
 * Deployments (`namespace/name`) that a stop of ours holds at 0, with the replicas that they come back to: the table says so, or the
 * annotation on the thing itself.
 */
async function findPaused({ records }: PhaseContext, workloads: readonly Workload[]): Promise<Map<string, number>> {
  const recorded = (await records.autoscalers()).records.filter(({ phase }) => phase === 'recorded');
  const annotated = workloads.flatMap(({ kind, namespace, name, annotations }) => {
    const annotation = annotations[recordedReplicasAnnotation];
    if (kind !== 'Deployment' || annotation === undefined) return [];
    return [{ namespace, name, replicas: decodeReplicas(annotation) ?? 0 }];
  });
  return new Map(
    [...annotated, ...recorded].map(({ namespace, name, replicas }) => [`${namespace}/${name}`, replicas]),
  );
}

/** One that had 0 replicas, that is gone, or that somebody runs already, brings no nodes later. */
function willBeResumed(workloads: readonly Workload[], paused: ReadonlyMap<string, number>): boolean {
  return workloads.some(
    ({ kind, namespace, name, desired }) =>
      kind === 'Deployment' && desired === 0 && (paused.get(`${namespace}/${name}`) ?? 0) > 0,
  );
}

function answer(context: PhaseContext, tier: string, judged: readonly JudgedMember[]): PhaseAnswer {
  const { run, notes, now, loopStartedAt } = context;
  const waiting = judged.filter(({ readiness }) => readiness.state === 'waiting');
  const summary = { tier, components: judged.length, waiting: waiting.length };
  const timeoutSeconds = run.settings.timeouts.waitForTier;
  const deadline = deadlineOf(loopStartedAt, timeoutSeconds);
  const hasPlaced = now() >= deadlineOf(loopStartedAt, placingSeconds);
  const unplaced = waiting.filter(({ awaitsAutoscaler }) => awaitsAutoscaler && hasPlaced);
  const isOver = waiting.length === unplaced.length || run.dryRun || now() >= deadline;
  if (!isOver) {
    const reason = `tier ${tier}: ${waiting.slice(0, 3).map(inWords).join('; ')}`;
    return { status: 'pending', waitSeconds: nextLook(loopStartedAt, now(), deadline), reason, summary };
  }
  warnOfEmpty(context, judged);
  if (run.dryRun) return { status: 'done', summary };
  const critical = waiting.filter((member) => member.critical);
  for (const member of unplaced) {
    notes.warn(
      `Tier ${tier}: ${inWords(member)} is not waited for: it will be placed when the autoscaler is back, after the tiers.`,
    );
  }
  for (const member of waiting.filter((one) => !one.critical && !unplaced.includes(one))) {
    notes.warn(`Tier ${tier}: ${inWords(member)} after ${timeoutSeconds} s. It is optional, so the run goes on.`);
  }
  if (critical.length === 0) return { status: 'done', summary };
  throw new TierNotReadyError(
    `After ${timeoutSeconds} s, tier ${tier} is not ready: ${few(critical.map(inWords)).join('; ')}.`,
    'See what holds its pods (kubectl describe pod), mend it, and redrive the run.',
  );
}

/** A critical component that somebody scaled to 0 is worth a word, though nothing waits for it. */
function warnOfEmpty({ notes }: PhaseContext, judged: readonly JudgedMember[]): void {
  for (const { critical, workload, readiness } of judged) {
    if (!critical || readiness.state !== 'empty' || workload.kind === 'DaemonSet') continue;
    notes.warn(`${nameOf(workload)} is critical but has 0 replicas: it was not waited for.`);
  }
}

function inWords({ workload, readiness }: JudgedMember): string {
  return `${nameOf(workload)} (${readiness.state === 'waiting' ? readiness.trouble : readiness.state})`;
}

function nameOf({ kind, namespace, name }: Workload): string {
  return `${kind} ${namespace}/${name}`;
}
