import { expect, test } from '@jest/globals';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';

const startsAt = new Date('2026-11-23T20:00:00Z');
const aClock = () => new SimulatedClock(startsAt);
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('an hour takes no time, and timers run in the order of their instants, then of their setting', async () => {
  const clock = aClock();
  const order: [string, number][] = [];
  const note = (name: string) => () => void order.push([name, clock.now() - startsAt.getTime()]);
  clock.after(3_600_000, note('hour'));
  clock.after(1000, note('second'));
  clock.at(startsAt.getTime() + 1000, note('second, set later'));

  await clock.settled();

  expect(order).toEqual([
    ['second', 1000],
    ['second, set later', 1000],
    ['hour', 3_600_000],
  ]);
});

test('a timer that sets another one keeps the clock going', async () => {
  const clock = aClock();
  clock.after(1000, () => void clock.after(1000, () => undefined));

  await clock.settled();

  expect(clock.now() - startsAt.getTime()).toBe(2000);
});

test('time stands still while something is held, and goes on after the last release', async () => {
  const clock = aClock();
  const [one, two] = [clock.hold(), clock.hold()];
  clock.after(1000, () => undefined);
  for (let turns = 0; turns < 10; turns++) await turn();
  one();
  one();
  for (let turns = 0; turns < 10; turns++) await turn();
  expect(clock.now()).toBe(startsAt.getTime());

  two();
  await clock.settled();

  expect(clock.now() - startsAt.getTime()).toBe(1000);
});

test('time stands still during a piece of work, also when it fails', async () => {
  const clock = aClock();
  clock.after(1000, () => undefined);
  const work = new Promise((_, reject) => setTimeout(() => reject(new Error('no luck')), 10));

  await expect(clock.during(work)).rejects.toThrow('no luck');

  expect(clock.now()).toBe(startsAt.getTime());
  await clock.settled();
  expect(clock.now() - startsAt.getTime()).toBe(1000);
});

test('a chain of promises goes on before time does', async () => {
  const clock = aClock();
  const seen: number[] = [];
  clock.after(1000, () => {
    const chain = Promise.resolve().then(() => Promise.resolve());
    void chain.then(() => seen.push(clock.now() - startsAt.getTime()));
  });
  clock.after(1001, () => seen.push(-1));

  await clock.settled();

  expect(seen).toEqual([1000, -1]);
});

test('a timer in the past runs in a later turn, without moving time back', async () => {
  const clock = aClock();
  let hasRun = false;
  clock.at(startsAt.getTime() - 5000, () => {
    hasRun = true;
  });
  expect(hasRun).toBe(false);

  await clock.settled();

  expect([hasRun, clock.now()]).toEqual([true, startsAt.getTime()]);
});

test('a cancelled timer neither runs nor moves time', async () => {
  const clock = aClock();
  let hasRun = false;
  const timer = clock.after(1000, () => {
    hasRun = true;
  });
  timer.cancel();
  timer.cancel();

  await clock.settled();

  expect([hasRun, clock.now()]).toEqual([false, startsAt.getTime()]);
});

test('a stopped clock forgets its timers and takes no more', async () => {
  const clock = aClock();
  clock.after(1000, () => undefined);
  clock.stop();
  clock.after(1000, () => undefined);

  await clock.settled();

  expect(clock.now()).toBe(startsAt.getTime());
});

test('hundreds of timers come in order, whatever the order of their setting', async () => {
  const clock = aClock();
  const seen: number[] = [];
  for (let index = 0; index < 500; index++) {
    const delay = (index * 7919) % 503;
    clock.after(delay, () => seen.push(delay));
  }

  await clock.settled();

  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen).toHaveLength(500);
});

test('a timer that sets itself again for the same moment without end is an error, not a silence', async () => {
  const stuck = await new Promise<Error>((resolve) => {
    const clock = new SimulatedClock(new Date('2026-01-12T20:00:00Z'), resolve);
    const again = (): void => void clock.after(0, again);
    again();
  });
  expect(stuck.message).toBe(
    'Simulated time stands still at 2026-01-12T20:00:00.000Z: two parts of the world undo each other.',
  );
});
