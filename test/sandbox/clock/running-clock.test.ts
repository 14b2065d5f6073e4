import { expect, test } from '@jest/globals';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';

test('at 100 times the speed, ten seconds pass in a tenth of one', async () => {
  const clock = new RunningClock(100, new Date('2026-11-23T20:00:00Z'));
  const before = performance.now();
  const startedAt = clock.now();

  await new Promise<void>((resolve) => void clock.after(10_000, resolve));

  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(9_800);
  expect(performance.now() - before).toBeLessThan(5000);
});

test('it is settled when no timer is left and nothing is held', async () => {
  const clock = new RunningClock(1000);
  const release = clock.hold();
  let isSettled = false;
  const settled = clock.settled().then(() => {
    isSettled = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(isSettled).toBe(false);

  release();
  await settled;

  expect(isSettled).toBe(true);
});

test('a stop forgets the timers', async () => {
  const clock = new RunningClock(1000);
  let hasRun = false;
  clock.after(5000, () => {
    hasRun = true;
  });
  clock.stop();

  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(hasRun).toBe(false);
});

test('a stopped clock forgets its timers and takes no more, so that the process can end', async () => {
  const clock = new RunningClock(1000);
  let runs = 0;
  clock.after(1000, () => runs++);
  clock.stop();
  clock.after(1000, () => runs++);

  await clock.settled();
  await new Promise((resolve) => setTimeout(resolve, 20));

  expect(runs).toBe(0);
});
