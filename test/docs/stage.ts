import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '../../sandbox/start-sandbox.ts';

/** What a page or a command may presuppose, and what comes after it. */
export const situations = ['awake', 'asleep', 'a stop has failed', 'a stop is running'] as const;
export type Situation = (typeof situations)[number];

/** The sandbox as the people see it who type the next line. */
export interface Stage {
  /** Brings the situation about. Runs that a line names bear that name. */
  set(situation: Situation, runName?: string): Promise<void>;
  /** Ends what is still held back. */
  clear(): Promise<void>;
}

/** Sets the stage in a sandbox whose clock is simulated. */
export function stageOf({ engine, eks, clock, cluster, machineArn }: Sandbox): Stage {
  let held: PromiseWithResolvers<void> | null = null;
  const begin = (action: 'stop' | 'start', name?: string) =>
    engine.startExecution({
      stateMachineArn: machineArn(action),
      input: JSON.stringify({ cluster }),
      ...(name ? { name } : {}),
    }).arn;
  const run = async (action: 'stop' | 'start', name?: string) => {
    await engine.finished(begin(action, name));
    await clock.settled();
  };
  const stopThatFails = async (name?: string) => {
    const [group] = eks.snapshot();
    eks.rejectUpdates(group?.name ?? '', 'InvalidParameterException', 'no capacity');
    await run('stop', name);
    eks.allowUpdates(group?.name ?? '');
  };
  const releaseForAnother = async (hold: PromiseWithResolvers<void>) => {
    while (hold === held && engine.listExecutions(machineArn('start'), 'RUNNING').length === 0) await sleep(50);
    hold.resolve();
  };
  const clear = async () => {
    held?.resolve();
    held = null;
    await clock.settled();
  };
  const set: Record<Situation, (name?: string) => Promise<void>> = {
    awake: (name) => run('start', name),
    asleep: (name) => run('stop', name),
    'a stop has failed': stopThatFails,
    'a stop is running': async (name) => {
      // Time stands still as long as this is not over: the run stays where it waits for the first time, until another takes over.
      held = Promise.withResolvers<void>();
      void clock.during(held.promise);
      const arn = begin('stop', name);
      while (!engine.history(arn).some(({ type }) => type === 'WaitStateEntered')) await sleep(10);
      void releaseForAnother(held);
    },
  };
  const sizes = () => eks.snapshot().map(({ desiredSize }) => desiredSize);
  const awake = sizes().join();
  /** By its sizes; a run that failed last time is none to build on. */
  const isSo = (situation: Situation) => {
    if (last !== 'awake' && last !== 'asleep') return false;
    if (situation === 'awake') return sizes().join() === awake;
    return situation === 'asleep' && sizes().every((size) => size === 0);
  };
  let last: Situation = 'awake';
  return {
    clear,
    set: async (situation, name) => {
      await clear();
      if (name === undefined && isSo(situation)) return;
      if (situation !== 'awake') await run('start');
      await set[situation](name);
      last = situation;
    },
  };
}
