import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { AwsRequest } from '../../sandbox/aws/server.ts';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { ServiceError } from '../../sandbox/service-error.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { aWorld } from '../journeys/a-night.ts';
import { callersEnvironment } from './callers-environment.ts';
import { catchOutput, type Printed } from './catch-output.ts';

/** One scheduler for all tests of a file, with the cluster `dev`, and a person who types. */
export interface Scheduler {
  readonly printed: Printed;
  readonly sandbox: Sandbox;
  /** The exit code of a command; what it printed is in `printed`. */
  type(...words: readonly string[]): Promise<number>;
  /** The document that a command prints with `--json`, with the exit code. */
  ask<T>(...words: readonly string[]): Promise<T & { readonly code: number }>;
  /** Lets EKS refuse every size until the test is over. */
  refuseSizes(): void;
  /** Until the test is over AWS answers so to what this says; null answers as usual. */
  disturb(refusal: (request: AwsRequest) => ServiceError | null): void;
  /** Lets this much simulated time go by. */
  pass(time: { readonly minutes: number }): Promise<void>;
  /** Lets time stand still until the test is over: runs go on until they wait. */
  standStill(): void;
  /** A run that stands still where it waits for the first time, until the test is over. Answers its name. */
  aRunThatGoesOn(action: 'stop' | 'start'): Promise<string>;
}

export function aScheduler(): Scheduler {
  const printed = catchOutput();
  const environment = { ...process.env };
  let started: Sandbox | undefined;
  let refusalOf: (request: AwsRequest) => ServiceError | null = () => null;
  let held: PromiseWithResolvers<void> | null = null;
  let runs = 0;

  beforeAll(async () => {
    started = await startSandbox({
      world: aWorld(),
      clock: new SimulatedClock(new Date('2026-11-23T20:00:00Z')),
      wire: {
        intercept: async (request, proceed) => {
          const refusal = refusalOf(request);
          if (refusal) throw refusal;
          return proceed();
        },
      },
    });
    Object.assign(process.env, callersEnvironment(started.awsUrl));
  });
  afterEach(async () => {
    refusalOf = () => null;
    held?.resolve();
    held = null;
    for (const { name } of sandbox().eks.snapshot()) sandbox().eks.allowUpdates(name);
    await sandbox().clock.settled();
  });
  afterAll(async () => {
    process.env = environment;
    await started?.close();
  });

  const sandbox = () => {
    if (!started) throw new Error('The scheduler is started before the first test.');
    return started;
  };
  const standStill = () => {
    held = Promise.withResolvers();
    void sandbox().clock.during(held.promise);
  };
  const type = async (...words: readonly string[]) => {
    Object.assign(printed, { out: '', err: '' });
    return main(words);
  };
  return {
    printed,
    get sandbox() {
      return sandbox();
    },
    type,
    ask: async (...words) => {
      const code = await type(...words, '--json');
      return { ...JSON.parse(printed.out), code };
    },
    refuseSizes: () => {
      for (const { name } of sandbox().eks.snapshot()) {
        sandbox().eks.rejectUpdates(name, 'InvalidParameterException', 'no capacity');
      }
    },
    disturb: (refusal) => {
      refusalOf = refusal;
    },
    pass: ({ minutes }) => letPass(sandbox().clock as SimulatedClock, minutes * 60_000),
    standStill,
    aRunThatGoesOn: async (action) => {
      const { engine, cluster, machineArn } = sandbox();
      standStill();
      const name = `${cluster}-${action}-held-${++runs}`;
      const { arn } = engine.startExecution({
        stateMachineArn: machineArn(action),
        ...{ name, input: JSON.stringify({ cluster }) },
      });
      while (!engine.history(arn).some(({ type: kind }) => kind === 'WaitStateEntered')) await sleep(5);
      return name;
    },
  };
}
