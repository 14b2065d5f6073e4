import { expect, test } from '@jest/globals';
import { makeClock, parseClock, waitsOnWall } from '../../cli/clock-option.ts';
import { RunningClock } from '../../sandbox/clock/running-clock.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';

test.each([
  ['simulated', 'simulated'],
  ['real', 1],
  ['1x', 1],
  ['60x', 60],
])('%s is a clock', (text, choice) => {
  expect(parseClock(text)).toBe(choice);
});

test.each(['', '60', 'x', '0x', '-1x', '1.5x', '60 x', '100000x', 'Real', '60xx'])(
  '"%s" is refused with what may be said',
  (text) => {
    expect(() => parseClock(text)).toThrow('Say simulated, real, or a speed such as 60x.');
  },
);

test('a clock starts when it is told to', () => {
  const at = new Date('2026-01-12T20:00:00Z');
  const [simulated, running] = [makeClock('simulated', at), makeClock(60, at)];
  expect(simulated).toBeInstanceOf(SimulatedClock);
  expect(running).toBeInstanceOf(RunningClock);
  expect(simulated.now()).toBe(at.getTime());
  expect(running.now()).toBeGreaterThanOrEqual(at.getTime());
});

test('on the real control plane waits are 60 times shorter, or as it is said', () => {
  expect(waitsOnWall()).toBe(60);
  expect(waitsOnWall(parseClock('real'))).toBe(1);
  expect(waitsOnWall(parseClock('10x'))).toBe(10);
});

test('simulated time on the real control plane is refused, with why and what to say instead', () => {
  expect(() => waitsOnWall('simulated')).toThrow(
    '--clock simulated does not go with --kubernetes real: Kubernetes itself only knows the time of the wall. ' +
      'Say --clock real, or a number such as --clock 60x (the default) for waits that are so many times shorter.',
  );
});
