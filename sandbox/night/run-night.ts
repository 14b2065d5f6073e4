import type { Action } from '../../src/domain/run.ts';
import type { Report } from '../../src/report/report.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Execution } from '../engine/engine.ts';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';
import type { World } from '../world.ts';
import { compareSnapshots, type Difference } from './compare-snapshots.ts';
import type { NightPhase, NightResult, NightRun, NightWebhook } from './night-result.ts';
import { observePasses, type PassListener } from './observe-passes.ts';
import { reportOf } from './report-of.ts';
import { snapshotWorld, type WorldSnapshot } from './world-snapshot.ts';

/** A Monday; rehearsals begin at the same moment each time, so that the same night prints the same. */
const evening = new Date('2026-01-12T20:00:00Z');
const hoursAsleep = 11;

/** From the end of a run until the cluster is looked at: what controllers still have to do is done by then. */
const settlingMinutes = 10;

export interface NightOptions {
  readonly world: World;
  readonly action: 'night' | Action;
  readonly dryRun: boolean;
  /** More of the executions' input, for both runs. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly listener?: PassListener;
  readonly onLog?: (line: string) => void;
  readonly onRun?: (action: Action, at: number) => void;
  /** Aborts the rehearsal: what is up is closed, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Puts a world to sleep and wakes it again (or one of both) through the synthesized machines, and says what came of it. */
export async function runNight(options: NightOptions): Promise<NightResult> {
  const { world, listener, signal } = options;
  const clock = new SimulatedClock(evening);
  const sandbox = await startSandbox({
    world,
    clock,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(listener ? { observe: (invoker) => observePasses(invoker, clock, listener) } : {}),
    ...(options.onLog ? { onLog: options.onLog } : {}),
  });
  try {
    return await untilAborted(goThrough(options, sandbox), signal);
  } finally {
    await sandbox.close();
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}

interface Outcome {
  readonly run: NightRun;
  readonly report: Report | null;
}

async function goThrough(options: NightOptions, sandbox: Sandbox): Promise<NightResult> {
  const before = snapshot(sandbox);
  const outcomes: Outcome[] = [];
  let asleep: WorldSnapshot | null = null;
  let after: WorldSnapshot | null = null;
  if (options.action !== 'start') {
    outcomes.push(await runOnce(options, sandbox, 'stop'));
    await pass(sandbox, settlingMinutes);
    asleep = snapshot(sandbox);
  }
  if (options.action === 'night') await waitForMorning(sandbox);
  if (options.action !== 'stop') {
    outcomes.push(await runOnce(options, sandbox, 'start'));
    await pass(sandbox, settlingMinutes);
    after = snapshot(sandbox);
  }
  return resultOf(options, sandbox, outcomes, { before, asleep, after });
}

function pass({ clock }: Sandbox, minutes: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(minutes * 60_000, resolve);
  });
}

function waitForMorning({ clock }: Sandbox): Promise<void> {
  return new Promise((resolve) => {
    clock.at(evening.getTime() + hoursAsleep * 3_600_000, resolve);
  });
}

async function runOnce(options: NightOptions, sandbox: Sandbox, action: Action): Promise<Outcome> {
  const { clock, engine, cluster } = sandbox;
  options.onRun?.(action, clock.now());
  const slot = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const { arn } = engine.startExecution({
    stateMachineArn: sandbox.machineArn(action),
    name: `${cluster}-${action}-${slot}`,
    input: JSON.stringify({ cluster, ...(options.dryRun ? { dryRun: true } : {}), ...options.input }),
  });
  const execution = await engine.finished(arn);
  const report = reportOf(sandbox, execution);
  return { run: nightRun(action, execution, report), report };
}

function nightRun(action: Action, execution: Execution, report: Report | null): NightRun {
  return {
    action,
    executionArn: execution.arn,
    status: execution.status,
    skipped: report?.status === 'skipped' ? (report.reason ?? 'skipped') : null,
    error: execution.error ?? null,
    cause: execution.cause ?? null,
    seconds: Math.round(((execution.stoppedAt ?? execution.startedAt) - execution.startedAt) / 1000),
  };
}

function snapshot({ kubernetes, eks }: Sandbox): WorldSnapshot {
  return snapshotWorld(kubernetes.api, eks.snapshot());
}

interface Moments {
  readonly before: WorldSnapshot;
  readonly asleep: WorldSnapshot | null;
  readonly after: WorldSnapshot | null;
}

function resultOf(
  options: NightOptions,
  sandbox: Sandbox,
  outcomes: readonly Outcome[],
  moments: Moments,
): NightResult {
  const stop = outcomes.find(({ run }) => run.action === 'stop')?.report;
  const reports = outcomes.flatMap(({ report }) => (report ? [report] : []));
  const pods = stop?.pods;
  return {
    cluster: sandbox.cluster,
    dryRun: options.dryRun,
    startedAt: evening.toISOString(),
    runs: outcomes.map(({ run }) => run),
    nodeGroups: nodeGroupsAt(moments),
    pods: {
      evicted: pods?.evicted ?? 0,
      residual: pods?.residual ?? 0,
      forced: pods?.forced ?? 0,
      daemonSet: pods?.daemonSet ?? 0,
      lost: pods?.lost ?? 0,
    },
    residualPods: pods?.residualPods ?? [],
    lostPods: pods?.lostPods ?? [],
    webhooks: webhooksOf(reports),
    phases: reports.flatMap(phasesOf),
    actions: reports.flatMap(({ actions }) => actions),
    warnings: reports.flatMap(({ warnings }) => warnings.map(({ message }) => message)),
    differences: [...failures(outcomes), ...differencesOf(options, moments)],
    notes: options.world.notes,
  };
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

/** Decisions are the evening's; what became of them is the morning's. */
function webhooksOf(reports: readonly Report[]): NightWebhook[] {
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
  return [...entries.values()];
}

/** One row a title: a phase that was done for several items lasts from the first to the last of them. */
function phasesOf({ run, phases }: Report): NightPhase[] {
  const rows = new Map<string, NightPhase>();
  for (const { title, status, seconds, passes } of phases) {
    const known = rows.get(title);
    const isSideBySide = title === 'Scale node group';
    rows.set(title, {
      action: run.action,
      title,
      status: known?.status === 'done' ? 'done' : status,
      seconds: isSideBySide ? Math.max(known?.seconds ?? 0, seconds) : (known?.seconds ?? 0) + seconds,
      passes: (known?.passes ?? 0) + passes,
    });
  }
  return [...rows.values()];
}

function failures(outcomes: readonly Outcome[]): Difference[] {
  return outcomes
    .filter(({ run }) => run.status !== 'SUCCEEDED')
    .map(({ run }) => ({
      what: `the ${run.action} run`,
      before: 'SUCCEEDED',
      after: `${run.status}: ${run.error}: ${messageIn(run.cause)}`,
    }));
}

/** The cause of a failed Task is the JSON that Lambda makes of an error. */
function messageIn(cause: string | null): string {
  if (!cause?.startsWith('{')) return cause ?? '';
  return String((JSON.parse(cause) as { errorMessage?: string }).errorMessage ?? cause);
}

function differencesOf(options: NightOptions, { before, asleep, after }: Moments): Difference[] {
  if (after) return compareSnapshots(before, after);
  if (!asleep) return [];
  if (options.dryRun) return compareSnapshots(before, asleep);
  return stillAwake(asleep);
}

function stillAwake(asleep: WorldSnapshot): Difference[] {
  const groups = asleep.nodeGroups
    .filter(({ desiredSize }) => desiredSize > 0)
    .map(({ name, desiredSize }) => ({
      what: `node group ${name}`,
      before: 'desired 0',
      after: `desired ${desiredSize}`,
    }));
  const nodes = asleep.nodes > 0 ? [{ what: 'nodes', before: '0', after: String(asleep.nodes) }] : [];
  return [...groups, ...nodes];
}
