import { type ClusterTable, queryItems } from '../../src/aws/dynamodb-items.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { runKey } from '../../src/aws/journal-items.ts';
import { autoscalerRecords, nodeGroupRecords, webhookRecords } from '../../src/aws/record-items.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { type FiringSchedule, nextFirings, starterOf } from '../../src/domain/firing-schedule.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { standingOf, type TableFacts } from '../../src/domain/standing.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import type { PlaceWords } from '../follow/hints.ts';
import { type KnownRun, runsOf } from '../known-runs.ts';
import type { ClusterStatus } from './cluster-status.ts';
import { commandsFor } from './commands-for.ts';

/** Runs that are shown. */
const shownRuns = 3;
/** Dry and skipped runs that may lie before the one that brought the cluster where it is. */
const lookedAtAtMost = 20;

interface Surroundings {
  readonly schedules: readonly FiringSchedule[];
  readonly now: Date;
  readonly place: PlaceWords;
}

/** Reads how a cluster stands. Changes nothing. */
export async function readStatus(
  deployment: Deployment,
  { cluster, at }: { readonly cluster: ClusterId; readonly at: ClusterTable },
  { schedules, now, place }: Surroundings,
): Promise<ClusterStatus> {
  const [comesBack, lock, { runs, last }] = await Promise.all([
    readRecords(at),
    readLock(deployment, at),
    readRuns(deployment, { cluster, at }),
  ]);
  const standing = standingOf({ outstanding: outstandingOf(comesBack), lock, last });
  const { state, since, run } = standing;
  return {
    ...{ cluster, state, since, lock },
    by: run === null ? null : { run, startedBy: starterOf(run, schedules) },
    comesBack: {
      nodeGroups: comesBack.nodeGroups.map(({ name, minSize, maxSize, desiredSize }) => ({
        ...{ name, minSize, maxSize, desiredSize },
      })),
      autoscalers: comesBack.autoscalers.map(({ namespace, name, replicas }) => ({ namespace, name, replicas })),
      webhooks: comesBack.webhooks.map(({ kind, configuration, webhook, failurePolicy }) => ({
        ...{ kind, configuration, webhook, failurePolicy },
      })),
      unreadable: comesBack.unreadable,
    },
    lastRuns: runs.slice(0, shownRuns),
    next: nextFirings(schedules, cluster, now).map((firing) => ({ ...firing, at: firing.at.toISOString() })),
    commands: commandsFor({ cluster, standing, lock, hasOutstanding: countOf(comesBack) > 0 }, deployment, place),
  };
}

type Records = Awaited<ReturnType<typeof readRecords>>;

/** What is recorded and not back yet. */
async function readRecords(at: ClusterTable) {
  const store = dynamodbRecords(at);
  const [nodeGroups, autoscalers, webhooks] = await Promise.all([
    store.nodeGroups(),
    store.autoscalers(),
    store.webhooks(),
  ]);
  return {
    nodeGroups: nodeGroups.records.filter(({ phase }) => phase === 'recorded'),
    autoscalers: autoscalers.records.filter(({ phase }) => phase === 'recorded'),
    webhooks: webhooks.records.filter(({ phase }) => phase === 'recorded'),
    unreadable: [nodeGroups, autoscalers, webhooks].flatMap(({ unreadable }) => unreadable),
  };
}

function outstandingOf({ nodeGroups, autoscalers, webhooks, unreadable }: Records): TableFacts['outstanding'] {
  return [
    ...nodeGroups.map((record) => ({ ...record, key: nodeGroupRecords.key(record) })),
    ...autoscalers.map((record) => ({ ...record, key: autoscalerRecords.key(record) })),
    ...webhooks.map((record) => ({ ...record, key: webhookRecords.key(record) })),
    ...unreadable.map(({ key }) => ({ key, recordedAt: null, runId: null })),
  ];
}

function countOf({ nodeGroups, autoscalers, webhooks, unreadable }: Records): number {
  return nodeGroups.length + autoscalers.length + webhooks.length + unreadable.length;
}

async function readLock({ clients }: Deployment, at: ClusterTable): Promise<ClusterStatus['lock']> {
  const lock = await dynamodbLock(at).current();
  if (lock === null) return null;
  const { holder, action, acquiredAt } = lock;
  return { holder, action, acquiredAt, status: await stepFunctionsExecutions(clients.states).status(holder) };
}

/** As many as are shown, and on to the one that brought the cluster where it is. */
async function readRuns(
  deployment: Deployment,
  place: { readonly cluster: ClusterId; readonly at: ClusterTable },
): Promise<{ readonly runs: readonly KnownRun[]; readonly last: TableFacts['last'] }> {
  const runs: KnownRun[] = [];
  let last: TableFacts['last'] = null;
  for await (const run of runsOf(deployment, [place])) {
    runs.push(run);
    last ??= await asLast(place.at, run);
    if (runs.length >= lookedAtAtMost || (runs.length >= shownRuns && last !== null)) break;
  }
  return { runs, last };
}

/** Null for a run that left the cluster as it was: dry, skipped, or failed before it had come past Prepare run. */
async function asLast(at: ClusterTable, run: KnownRun): Promise<TableFacts['last']> {
  const { id, action, status, endedAt, dryRun } = run;
  if (dryRun || status === 'skipped') return null;
  if (status === 'failed' && !(await hasTouched(at, run))) return null;
  return { id, action, status, endedAt };
}

async function hasTouched(at: ClusterTable, run: KnownRun): Promise<boolean> {
  const phases = await queryItems(at, `${runKey(run)}#PHASE#`, ['type', 'phase']);
  return phases.some(({ type, phase }) => type === 'phase' && phase !== 'prepare-run' && phase !== 'on-run-failed');
}
