import { expect } from '@jest/globals';
import type { FinishedRun, Night } from './a-night.ts';

/** Some time after a stop, a start that brings everything back. */
export async function morning(night: Night): Promise<FinishedRun> {
  await night.pass({ minutes: 10 });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
  return start;
}
