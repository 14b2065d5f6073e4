import { expect, test } from '@jest/globals';
import { untilAborted } from '../../sandbox/until-aborted.ts';

const never = new Promise<never>(() => undefined);

test('work that ends first has its own outcome', async () => {
  const { signal } = new AbortController();
  expect(await untilAborted(Promise.resolve('done'), signal)).toBe('done');
  expect(await untilAborted(Promise.resolve('done'), undefined)).toBe('done');
  await expect(untilAborted(Promise.reject(new Error('broken')), signal)).rejects.toThrow('broken');
});

test('work that goes on rejects with the reason of the abort, whenever that came', async () => {
  const controller = new AbortController();
  const early = expect(untilAborted(never, controller.signal)).rejects.toThrow('interrupted');
  controller.abort(new Error('interrupted'));

  await early;
  await expect(untilAborted(never, controller.signal)).rejects.toThrow('interrupted');
});
