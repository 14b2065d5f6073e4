import type { Report } from '../../src/report/report.ts';
import { compareSnapshots, type Difference } from './compare-snapshots.ts';
import type { FinishedRun } from './finished-run.ts';
import type { NightPhase, NightResult, NightWebhook } from './night-result.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

/** The cluster from outside: in the evening, when the stop had settled, when the start had. Null where the night did not come by. */
export interface Moments {
  readonly before: WorldSnapshot;
  readonly asleep: WorldSnapshot | null;
  readonly after: WorldSnapshot | null;
}

interface About extends Pick<NightResult, 'cluster' | 'dryRun' | 'kubernetes' | 'waits'> {
  readonly startedAt: Date;
  /** About the world, and about what of it could not be had. */
  readonly notes: readonly string[];
}

/** Puts together what the runs say of themselves and what the cluster looks like from outside. Pure. */
export function sumUpNight(
  about: About,
  runs: readonly FinishedRun[],
  moments: Moments,
): Omit<NightResult, 'forecast'> {
  const stop = runs.find(({ run }) => run.action === 'stop')?.report;
  const reports = runs.flatMap(({ report }) => (report ? [report] : []));
  const { evicted = 0, residual = 0, forced = 0, daemonSet = 0, lost = 0 } = stop?.pods ?? {};
  return {
    cluster: about.cluster,
    dryRun: about.dryRun,
    startedAt: about.startedAt.toISOString(),
    kubernetes: about.kubernetes,
    waits: about.waits,
    runs: runs.map(({ run }) => run),
    nodeGroups: nodeGroupsAt(moments),
    pods: { evicted, residual, forced, daemonSet, lost },
    residualPods: stop?.pods.residualPods ?? [],
    lostPods: stop?.pods.lostPods ?? [],
    webhooks: webhooksOf(reports, moments.before),
    phases: runs.flatMap(phasesOf),
    actions: reports.flatMap(({ actions }) => actions),
    warnings: reports.flatMap(({ warnings }) => warnings.map(({ message }) => message)),
    differences: [...failures(runs), ...differencesOf(about, stop, moments)],
    notes: [...about.notes, ...eveningNotes(moments.before)],
  };
}

/** An evening that was not well to begin with explains much of what follows. */
function eveningNotes({ waitingPods }: WorldSnapshot): string[] {
  if (waitingPods.length === 0) return [];
  const some = waitingPods.slice(0, 3).join(', ');
  const more = waitingPods.length > 3 ? ', …' : '';
  return [
    `In the evening ${waitingPods.length} pods had found no node with room for them (${some}${more}): is the world complete, are its instance types right?`,
  ];
}

function nodeGroupsAt({ before, asleep, after }: Moments): NightResult['nodeGroups'] {
  const sizeIn = (moment: WorldSnapshot | null, name: string) => {
    const group = moment?.nodeGroups.find((each) => each.name === name);
    return group ? { min: group.minSize, max: group.maxSize, desired: group.desiredSize } : null;
  };
  return before.nodeGroups.map(({ name, minSize, maxSize, desiredSize }) => ({
    name,
    before: { min: minSize, max: maxSize, desired: desiredSize },
    asleep: sizeIn(asleep, name),
    after: sizeIn(after, name),
  }));
}

/** Decisions are the evening's; what became of them is the morning's. An entry that no run came to judge is there as well. */
function webhooksOf(reports: readonly Report[], before: WorldSnapshot): NightWebhook[] {
  const entries = new Map<string, NightWebhook>();
  for (const webhook of reports.flatMap((report) => report.webhooks)) {
    const key = `${webhook.kind}/${webhook.configuration}/${webhook.webhook}`;
    const known = entries.get(key);
    const { decision, reason } = known ?? webhook;
    entries.set(key, {
      kind: `${webhook.kind}WebhookConfiguration`,
      configuration: webhook.configuration,
      webhook: webhook.webhook,
      // A morning without an evening restores what an earlier evening relaxed.
      decision: decision ?? 'relax',
      reason: reason ?? 'recorded',
      why: known?.why ?? webhook.why,
      result: webhook.result ?? known?.result ?? null,
      resultReason: webhook.resultReason ?? known?.resultReason ?? null,
    });
  }
  const notJudged = Object.keys(before.webhooks).filter((key) => !entries.has(key));
  return [...entries.values(), ...notJudged.map(leftUnjudged)];
}

/** @param key `Validating/<configuration>/<webhook>` */
function leftUnjudged(key: string): NightWebhook {
  const [kind, configuration = '', ...webhook] = key.split('/');
  return {
    kind: `${kind}WebhookConfiguration`,
    configuration,
    webhook: webhook.join('/'),
    decision: 'leave',
    reason: 'unjudged',
    why: 'Left alone: no run came to Relax webhooks.',
    result: null,
    resultReason: null,
  };
}

/**
 * One row a title: a phase that was done for several items lasts from the first to the last of them. The report is written by
 * Report run, or the journal of a run that failed at once is empty: that phase gets its row here.
 */
function phasesOf({ run, report }: FinishedRun): NightPhase[] {
  const rows = new Map<string, NightPhase>();
  for (const { title, status, seconds, passes } of report?.phases ?? []) {
    const known = rows.get(title);
    const isSideBySide = title === 'Scale node group';
    rows.set(title, {
      action: run.action,
      title,
      status: worseOf(known?.status, status),
      seconds: isSideBySide ? Math.max(known?.seconds ?? 0, seconds) : (known?.seconds ?? 0) + seconds,
      passes: (known?.passes ?? 0) + passes,
    });
  }
  const last = run.status === 'SUCCEEDED' ? 'Report run' : run.failedState;
  if (last && !rows.has(last)) {
    const seconds = run.seconds - (report?.run.seconds ?? 0);
    const status = run.status === 'SUCCEEDED' ? 'done' : 'failed';
    rows.set(last, { action: run.action, title: last, status, seconds, passes: 1 });
  }
  return [...rows.values()];
}

/** From good to bad; where one item was skipped and another done, the phase was done. */
const statuses: readonly NightPhase['status'][] = ['skipped', 'done', 'pending', 'failed'];

function worseOf(known: NightPhase['status'] | undefined, status: NightPhase['status']): NightPhase['status'] {
  return known && statuses.indexOf(known) > statuses.indexOf(status) ? known : status;
}

function failures(runs: readonly FinishedRun[]): Difference[] {
  return runs
    .filter(({ run }) => run.status !== 'SUCCEEDED')
    .map(({ run: { action, status, failedState, error } }) => ({
      what: `the ${action} run`,
      before: 'SUCCEEDED',
      after: `${status}${failedState ? ` at ${failedState}` : ''}${error ? `: ${error}` : ''}`,
    }));
}

function differencesOf({ dryRun }: About, stop: Report | null | undefined, moments: Moments): Difference[] {
  const { before, asleep, after } = moments;
  if (after) return compareSnapshots(before, after);
  if (!asleep) return [];
  if (dryRun) return compareSnapshots(before, asleep);
  // A stop that was skipped, or asked for some groups only, leaves the others awake.
  const asked = stop ? stop.nodeGroups.map(({ name }) => name) : before.nodeGroups.map(({ name }) => name);
  return stillAwake(asleep, asked);
}

function stillAwake(asleep: WorldSnapshot, asked: readonly string[]): Difference[] {
  const groups = asleep.nodeGroups.filter(({ name }) => asked.includes(name));
  return groups.flatMap(({ name, desiredSize }) => {
    const nodes = asleep.nodesOf[name] ?? 0;
    if (desiredSize === 0 && nodes === 0) return [];
    const before = 'desired 0, no node';
    return [{ what: `node group ${name}`, before, after: `desired ${desiredSize}, nodes ${nodes}` }];
  });
}
