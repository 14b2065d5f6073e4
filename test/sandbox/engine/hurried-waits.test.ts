import { expect, test } from '@jest/globals';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import { createEngine } from '../../../sandbox/engine/create-engine.ts';
import type { Invocation } from '../../../sandbox/engine/engine.ts';
import { anEngine, aTask, load, namedError, startsAt } from './an-engine.ts';

const hurried = 60;
const secondsOf = (milliseconds: number) => (milliseconds - startsAt.getTime()) / 1000;

test.each([
  ['Seconds', { Seconds: 120 }],
  ['an expression', { Seconds: '{% 60 + 60 %}' }],
  ['a Timestamp', { Timestamp: '2026-11-23T20:02:00Z' }],
])('a Wait that says %s takes a sixtieth where waits are hurried 60 times', async (_, fields) => {
  const engine = anEngine({}, 1, hurried);

  const { events } = await engine.run({ StartAt: 'Wait', States: { Wait: { Type: 'Wait', ...fields, End: true } } });

  // The history has the clock's time, not what the machine asked for.
  expect(secondsOf(events.at(-1)?.timestamp ?? 0)).toBe(2);
});

test('a Retry waits a sixtieth of its delay where waits are hurried 60 times', async () => {
  const flaky = (_: unknown, call: number) => {
    if (call <= 2) throw namedError('Boom');
    return call;
  };
  const engine = anEngine({ flaky }, 1, hurried);
  const Retry = [{ ErrorEquals: ['Boom'], IntervalSeconds: 60, BackoffRate: 2 }];

  const { result } = await engine.run({ StartAt: 'Call', States: { Call: aTask('flaky', { Retry }) } });

  expect(result).toBe(3);
  expect(secondsOf(engine.clock.now())).toBe(1 + 2);
});

test('a Task keeps its whole timeout where waits are hurried 60 times', async () => {
  const clock = new RunningClock(100);
  const invoker = {
    invoke: () =>
      new Promise<Invocation>((resolve) => void clock.after(1000, () => resolve({ status: 'ok', payload: 'in time' }))),
  };
  const engine = createEngine({
    clock,
    invoker,
    account: '111111111111',
    region: 'eu-west-1',
    seed: 1,
    waits: hurried,
  });
  const { arn } = load(engine, { StartAt: 'Call', States: { Call: aTask('slow', { TimeoutSeconds: 30 }) } });

  const { status } = await engine.finished(engine.startExecution({ stateMachineArn: arn }).arn);

  expect(status).toBe('SUCCEEDED');
});

test.each([
  [1800, 'SUCCEEDED', 30],
  [3000, 'TIMED_OUT', 40],
])('a machine of 40 seconds that waits %i, hurried 60 times, ends %s', async (Seconds, status, after) => {
  const engine = anEngine({}, 1, hurried);
  const machine = { StartAt: 'Wait', TimeoutSeconds: 40, States: { Wait: { Type: 'Wait', Seconds, End: true } } };

  const ended = await engine.run(machine);

  expect(ended.status).toBe(status);
  expect(secondsOf(ended.stoppedAt ?? 0)).toBe(after);
});

test('what a machine and its functions are told of the time is the clock, also where waits are hurried', async () => {
  const engine = anEngine({}, 1, hurried);

  const { result } = await engine.run({
    StartAt: 'Wait',
    States: {
      Wait: { Type: 'Wait', Seconds: 600, Next: 'Look' },
      Look: { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true },
    },
  });

  expect(result).toBe('2026-11-23T20:00:10.000Z');
});
