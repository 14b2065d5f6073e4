import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { realStage } from '../../../sandbox/night/real-stage.ts';
import { aSnapshot } from './a-snapshot.ts';

const stage = realStage({ waits: 60, progress: () => undefined });

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

/** Looks at a cluster of which each second shows so many nodes, and says after how many seconds it was taken as settled. */
async function settle(nodesAt: (second: number) => number, rightNodes: number) {
  let seconds = 0;
  const look = () => Promise.resolve(aSnapshot({ nodes: nodesAt(seconds++) }));
  const settled = stage.settled(look, ({ nodes }) => nodes === rightNodes);
  await jest.advanceTimersByTimeAsync(600_000);
  return { nodes: (await settled).nodes, seconds: seconds - 1 };
}

test('a cluster that is right is not waited for', async () => {
  expect(await settle(() => 5, 5)).toEqual({ nodes: 5, seconds: 0 });
});

test('a cluster is waited for until it is right, however long it stood still between two steps', async () => {
  const nodesAt = (second: number) => (second < 15 ? 1 : second < 30 ? 3 : 5);
  expect(await settle(nodesAt, 5)).toEqual({ nodes: 5, seconds: 30 });
});

test('a cluster that stands still for more than twenty seconds is taken as it is', async () => {
  expect(await settle((second) => Math.min(second, 4), 5)).toEqual({ nodes: 4, seconds: 25 });
});

test('a cluster that never comes to rest is looked at for three minutes', async () => {
  expect(await settle((second) => second % 2, 5)).toMatchObject({ seconds: 181 });
});
