import { expect, test } from '@jest/globals';
import { secondsWorthWaiting } from '../../src/domain/pod-ending.ts';
import { aPod } from './a-pod.ts';

const asked = new Date('2026-11-23T18:00:00Z');
const after = (seconds: number) => new Date(asked.getTime() + seconds * 1000);

test.each([
  ['at once', 0, 2],
  ['after a quarter of what it has taken', 20, 5],
  ['when its grace ends, if that is sooner', 26, 4],
  ['soon past its grace', 31, 2],
  ['less often the longer it is past its grace', 50, 20],
])('a pod with 30 s of grace is looked at again %s', (_, taken, seconds) => {
  expect(secondsWorthWaiting(aPod({ deletionAt: after(30) }), after(taken), 30)).toBe(seconds);
});

test('a pod that is not terminating yet is looked at again in a moment', () => {
  expect(secondsWorthWaiting(aPod(), asked, 30)).toBe(2);
});
