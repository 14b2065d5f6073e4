import { expect, test } from '@jest/globals';
import { SimulatedClock } from '../../../../sandbox/clock/simulated-clock.ts';
import { WorkQueue } from '../../../../sandbox/kubernetes/controllers/work-queue.ts';
import { StatusError } from '../../../../sandbox/kubernetes/status-error.ts';

const backoff = { firstMs: 1000, longestMs: 4000 };

/** A queue whose keys are refused while `isRefused`; `asked` are the seconds at which it asked. */
function aQueue() {
  const clock = new SimulatedClock(new Date(0));
  const asked: number[] = [];
  const world = { isRefused: true };
  const queue = new WorkQueue(
    clock,
    () => {
      asked.push(clock.now() / 1000);
      if (world.isRefused) throw new StatusError(500, 'InternalError', 'failed calling webhook');
    },
    backoff,
  );
  return { clock, queue, asked, world };
}

test('a key that was added often is worked off once', async () => {
  const { clock, queue, asked, world } = aQueue();
  world.isRefused = false;
  for (let times = 0; times < 3; times++) queue.add('key');

  await clock.settled();

  expect(asked).toEqual([0]);
});

test('a refused key comes back ever later, and then waits without a timer', async () => {
  const { clock, queue, asked } = aQueue();
  queue.add('key');

  await clock.settled();

  expect(asked).toEqual([0, 1, 3, 7]);
});

test('a key that waits comes back when something has changed, at the moment at which it would have asked anyway', async () => {
  const { clock, queue, asked, world } = aQueue();
  queue.add('key');
  await clock.settled();
  await new Promise<void>((resolve) => void clock.after(6000, resolve));
  world.isRefused = false;

  queue.wake();
  await clock.settled();

  // Last asked at 7 s and each 4 s from then on: 11 s is past at 13 s.
  expect(asked).toEqual([0, 1, 3, 7, 15]);
});

test('success makes the next refusal begin with the shortest delay', async () => {
  const { clock, queue, asked, world } = aQueue();
  queue.add('key');
  await clock.settled();
  world.isRefused = false;
  queue.add('key');
  await clock.settled();
  world.isRefused = true;

  queue.add('key');
  await clock.settled();

  expect(asked).toEqual([0, 1, 3, 7, 7, 7, 8, 10, 14]);
});

test('of several times the earliest stands', async () => {
  const { clock, queue, asked, world } = aQueue();
  world.isRefused = false;
  queue.addAt('key', 9000);
  queue.addAt('key', 5000);
  queue.addAt('key', 7000);

  await clock.settled();

  expect(asked).toEqual([5]);
});

test('a forgotten key keeps no time running', async () => {
  const { clock, queue, asked } = aQueue();
  queue.addAt('key', 60_000);
  queue.forget('key');

  await clock.settled();

  expect(asked).toEqual([]);
  expect(clock.now()).toBe(0);
});
