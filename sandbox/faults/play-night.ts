import { failedState } from '../../src/domain/failed-state.ts';
import type { Action } from '../../src/domain/run.ts';
import { letPass } from '../clock/let-pass.ts';
import { SimulatedClock } from '../clock/simulated-clock.ts';
import type { Execution } from '../engine/engine.ts';
import { type Sandbox, startSandbox } from '../start-sandbox.ts';
import type { World } from '../world.ts';
import type { Fault, FaultPlan, SeenRequest } from './fault.ts';
import { type FaultInjector, injectFaults } from './inject-faults.ts';
import { factsOf, type NightFacts } from './night-facts.ts';
import { sweepWorld } from './sweep-world.ts';

export interface PlayOptions {
  readonly plan: FaultPlan;
  /** The small world of the sweep when absent. */
  readonly world?: World;
  /** From a failure to its redrive: one minute when absent. */
  readonly minutesToRedrive?: number;
  /** What happens between a run's first failure and its redrive. */
  readonly meanwhile?: (sandbox: Sandbox) => Promise<void> | void;
  /** A failed stop is left as it is, and the morning's start has to do with that. */
  readonly leaveFailedStop?: boolean;
}

export interface PlayedRun {
  readonly action: Action;
  readonly status: Execution['status'];
  readonly redrives: number;
  /** Of its last failure, if it had one: the error, what it said, and where it stood. */
  readonly error: string | null;
  readonly message: string | null;
  readonly failedState: string | null;
  /** The execution's history as text: the same plan gives the same. */
  readonly history: string;
}

export interface PlayedNight {
  readonly runs: readonly PlayedRun[];
  readonly happened: readonly Fault[];
  readonly seen: readonly SeenRequest[];
  /** In the evening, after the stop and after the start. */
  readonly before: NightFacts;
  readonly asleep: NightFacts;
  readonly awake: NightFacts;
}

const evening = new Date('2026-01-12T20:00:00Z');
const settlingMinutes = 10;
const mostRedrives = 3;

/** Plays a stop and a start with the faults of a plan, and redrives what fails, each time with the cause gone. */
export async function playNight(options: PlayOptions): Promise<PlayedNight> {
  const { plan, world = sweepWorld() } = options;
  const faults = injectFaults(plan);
  const clock = new SimulatedClock(evening);
  const sandbox = await startSandbox({ world, clock, seed: plan.seed, ...faults.options });
  try {
    const before = await factsOf(sandbox);
    const stop = await playRun(options, sandbox, faults, 'stop');
    await pass(sandbox, settlingMinutes);
    const asleep = await factsOf(sandbox);
    const start = await playRun(options, sandbox, faults, 'start');
    await pass(sandbox, settlingMinutes);
    const awake = await factsOf(sandbox);
    return { runs: [stop, start], happened: faults.happened, seen: faults.seen, before, asleep, awake };
  } finally {
    await sandbox.close();
  }
}

async function playRun(
  options: PlayOptions,
  sandbox: Sandbox,
  faults: FaultInjector,
  action: Action,
): Promise<PlayedRun> {
  const { engine, cluster } = sandbox;
  const { plan, minutesToRedrive = 1, meanwhile, leaveFailedStop } = options;
  const { arn } = engine.startExecution({
    stateMachineArn: sandbox.machineArn(action),
    name: `${cluster}-${action}`,
    input: JSON.stringify({ cluster }),
  });
  // Where a night has many faults, each may cost a redrive.
  const allowed = leaveFailedStop && action === 'stop' ? 0 : Math.max(mostRedrives, plan.faults.length);
  let execution = await engine.finished(arn);
  let failure: Pick<PlayedRun, 'error' | 'message' | 'failedState'> = { error: null, message: null, failedState: null };
  let redrives = 0;
  for (; execution.status !== 'SUCCEEDED'; redrives++) {
    const { error = null, cause = null } = execution;
    failure = { error, message: cause, failedState: failedState(engine.history(arn)) };
    faults.lift();
    if (redrives === allowed) break;
    await pass(sandbox, minutesToRedrive);
    if (redrives === 0) await meanwhile?.(sandbox);
    engine.redriveExecution(arn);
    execution = await engine.finished(arn);
  }
  const history = JSON.stringify(engine.history(arn));
  return { action, status: execution.status, redrives, ...failure, history };
}

function pass({ clock }: Sandbox, minutes: number): Promise<void> {
  return letPass(clock, minutes * 60_000);
}
