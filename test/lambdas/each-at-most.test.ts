import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { eachAtMost } from '../../lambdas/each-at-most.ts';

test('no more than the limit are under way, and each item is worked on once', async () => {
  let underWay = 0;
  let most = 0;
  const done: number[] = [];
  await eachAtMost([1, 2, 3, 4, 5], 2, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await delay(1);
    underWay -= 1;
    done.push(item);
  });
  expect(most).toBe(2);
  expect(done.sort()).toEqual([1, 2, 3, 4, 5]);
});

test('after a failure nothing more is begun, and what is under way is waited for', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    await delay(item);
    if (item === 1) throw new Error('refused');
    ended.push(item);
  };
  await expect(eachAtMost([1, 5, 9, 10], 2, work)).rejects.toThrow('refused');
  expect(begun).toEqual([1, 5]);
  expect(ended).toEqual([5]);
});
