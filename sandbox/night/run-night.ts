import type { Action } from '../../src/domain/run.ts';
import type { PriceList } from '../../src/domain/savings.ts';
import type { Report } from '../../src/report/report.ts';
import type { Kubernetes } from '../start-kubernetes.ts';
import type { Sandbox } from '../start-sandbox.ts';
import { untilAborted } from '../until-aborted.ts';
import type { World } from '../world.ts';
import { compareSnapshots } from './compare-snapshots.ts';
import { eveningOf } from './evening.ts';
import { type FinishedRun, finishedRun } from './finished-run.ts';
import { type Forecast, type ForecastSources, forecastOf } from './forecast.ts';
import type { NightResult } from './night-result.ts';
import type { NightStage } from './night-stage.ts';
import { observePasses, type PassListener } from './observe-passes.ts';
import { type RealStageOptions, realStage } from './real-stage.ts';
import { runInHistory } from './run-in-history.ts';
import { hoursAsleep, simulatedStage } from './simulated-stage.ts';
import { sumUpNight } from './sum-up-night.ts';
import { snapshotWorld, type WorldSnapshot } from './world-snapshot.ts';

export interface NightOptions {
  readonly world: World;
  readonly action: 'night' | Action;
  readonly dryRun: boolean;
  /** More of the executions' input, for both runs. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  /** On the real control plane; when absent, on the twin in simulated time. */
  readonly real?: RealStageOptions;
  readonly listener?: PassListener;
  readonly onLog?: (line: string) => void;
  /** Told of the report of each run that has one. */
  readonly onReport?: (report: Report) => void;
  readonly onRun?: (action: Action, at: number) => void;
  /** Of the night that the forecast counts savings for: 11 when absent. */
  readonly hours?: number;
  /** Without it the forecast has node-hours and no money. */
  readonly prices?: PriceList | null;
  /** Aborts the rehearsal: what is up is closed, and the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Puts a world to sleep and wakes it again (or one of both) through the synthesized machines, and says what came of it. */
export async function runNight(options: NightOptions): Promise<NightResult> {
  const { world, listener, signal } = options;
  const stage = options.real ? realStage(options.real) : simulatedStage();
  const sandbox = await stage.open({
    world,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(listener ? { observe: (invoker) => observePasses(invoker, stage.clock, listener) } : {}),
    ...(options.onLog ? { onLog: options.onLog } : {}),
    ...(signal ? { signal } : {}),
  });
  try {
    return await untilAborted(goThrough(options, stage, sandbox), signal);
  } finally {
    await sandbox.close();
  }
}

async function goThrough(options: NightOptions, stage: NightStage, sandbox: Sandbox<Kubernetes>): Promise<NightResult> {
  const { world, action, dryRun } = options;
  const startedAt = new Date(stage.clock.now());
  const look = async () => snapshotWorld(await sandbox.kubernetes.look(), sandbox.eks.snapshot());
  const evening = eveningOf(await sandbox.kubernetes.look(), world);
  const before = await look();
  const isAsBefore = (seen: WorldSnapshot) => compareSnapshots(before, seen).length === 0;
  const runs: FinishedRun[] = [];
  let asleep: WorldSnapshot | null = null;
  let after: WorldSnapshot | null = null;
  if (action !== 'start') {
    runs.push(await runOnce(options, sandbox, 'stop'));
    asleep = await stage.settled(look, dryRun ? isAsBefore : hasTheNodesThatItWants);
  }
  if (action === 'night') await stage.untilMorning();
  if (action !== 'stop') {
    runs.push(await runOnce(options, sandbox, 'start'));
    after = await stage.settled(look, isAsBefore);
  }
  const notes = [...world.notes, ...sandbox.kubernetes.notes];
  const about = { cluster: sandbox.cluster, dryRun, startedAt, notes, ...stage.kind };
  const result = sumUpNight(about, runs, { before, asleep, after });
  const notices = sandbox.sns.messages.map(({ subject }) => subject ?? '');
  return { ...result, forecast: forecast(options, sandbox, { evening, result, runs }), notices };
}

function forecast(
  { hours = hoursAsleep, prices = null }: NightOptions,
  { engine }: Sandbox<Kubernetes>,
  { evening, result, runs }: Pick<ForecastSources, 'evening' | 'result'> & { readonly runs: readonly FinishedRun[] },
): Forecast | null {
  const stop = runs.find(({ run }) => run.action === 'stop');
  const run = stop && runInHistory(engine.history(stop.run.executionArn));
  if (!stop?.report || !run) return null;
  return forecastOf({ evening, result, report: stop.report, settings: run.settings, hours, prices });
}

function hasTheNodesThatItWants({ nodeGroups, nodesOf }: WorldSnapshot): boolean {
  return nodeGroups.every(({ name, desiredSize }) => (nodesOf[name] ?? 0) === desiredSize);
}

async function runOnce(options: NightOptions, sandbox: Sandbox<Kubernetes>, action: Action): Promise<FinishedRun> {
  const { clock, engine, cluster } = sandbox;
  options.onRun?.(action, clock.now());
  const slot = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const { arn } = engine.startExecution({
    stateMachineArn: sandbox.machineArn(action),
    name: `${cluster}-${action}-${slot}`,
    input: JSON.stringify({ cluster, ...(options.dryRun ? { dryRun: true } : {}), ...options.input }),
  });
  const finished = await finishedRun(sandbox, action, await engine.finished(arn));
  if (finished.report) options.onReport?.(finished.report);
  return finished;
}
