import type { Action } from '../../src/domain/run.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';
import type { World } from '../world.ts';
import { type FinishedRun, finishedRun } from './finished-run.ts';
import type { NightResult } from './night-result.ts';
import { observePasses, type PassListener } from './observe-passes.ts';
import { sumUpNight } from './sum-up-night.ts';
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

async function goThrough(options: NightOptions, sandbox: Sandbox): Promise<NightResult> {
  const before = snapshot(sandbox);
  const runs: FinishedRun[] = [];
  let asleep: WorldSnapshot | null = null;
  let after: WorldSnapshot | null = null;
  if (options.action !== 'start') {
    runs.push(await runOnce(options, sandbox, 'stop'));
    await pass(sandbox, settlingMinutes);
    asleep = snapshot(sandbox);
  }
  if (options.action === 'night') await waitForMorning(sandbox);
  if (options.action !== 'stop') {
    runs.push(await runOnce(options, sandbox, 'start'));
    await pass(sandbox, settlingMinutes);
    after = snapshot(sandbox);
  }
  return sumUpNight({ world: options.world, dryRun: options.dryRun, startedAt: evening }, runs, {
    before,
    asleep,
    after,
  });
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

async function runOnce(options: NightOptions, sandbox: Sandbox, action: Action): Promise<FinishedRun> {
  const { clock, engine, cluster } = sandbox;
  options.onRun?.(action, clock.now());
  const slot = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const { arn } = engine.startExecution({
    stateMachineArn: sandbox.machineArn(action),
    name: `${cluster}-${action}-${slot}`,
    input: JSON.stringify({ cluster, ...(options.dryRun ? { dryRun: true } : {}), ...options.input }),
  });
  return finishedRun(sandbox, action, await engine.finished(arn));
}

function snapshot({ kubernetes, eks }: Sandbox): WorldSnapshot {
  return snapshotWorld(kubernetes.api, eks.snapshot());
}
