import { expect, test } from '@jest/globals';
import type { History } from './history.ts';
import { playHistory } from './play-history.ts';

// Histories that once broke the promise, as small as they could be made.

test('a start that failed after the node groups is finished by the next one, though the table is lost', async () => {
  const problems = await problemsOf({
    evening: {
      apps: { minSize: 0, maxSize: 1, desiredSize: 1 },
      batch: { minSize: 0, maxSize: 1, desiredSize: 0 },
      replicas: 1,
      failurePolicy: 'Fail',
    },
    steps: [
      { do: 'stop', crash: null, meanwhile: null },
      { do: 'lose table' },
      { do: 'start', crash: { request: 45, when: 'before', lasts: true }, meanwhile: null },
    ],
  });
  expect(problems).toEqual([]);
});

test('a group of zero stays at zero after a stop that failed before it was recorded, and another one', async () => {
  const problems = await problemsOf({
    evening: {
      apps: { minSize: 1, maxSize: 1, desiredSize: 1 },
      batch: { minSize: 0, maxSize: 1, desiredSize: 0 },
      replicas: 0,
      failurePolicy: 'Fail',
    },
    steps: [
      { do: 'stop', crash: { request: 15, when: 'after', lasts: true }, meanwhile: null },
      { do: 'stop', crash: null, meanwhile: null },
    ],
  });
  expect(problems).toEqual([]);
});

test('a stop that was redriven when it had only to report leaves the copy on the group, where the table was lost meanwhile', async () => {
  const problems = await problemsOf({
    evening: {
      apps: { minSize: 1, maxSize: 1, desiredSize: 1 },
      batch: { minSize: 0, maxSize: 1, desiredSize: 0 },
      replicas: 0,
      failurePolicy: 'Fail',
    },
    steps: [
      { do: 'stop', crash: { request: 118, when: 'before', lasts: true }, meanwhile: null },
      { do: 'lose table' },
      { do: 'redrive', back: 0 },
    ],
  });
  expect(problems).toEqual([]);
});

async function problemsOf(history: History): Promise<readonly string[]> {
  return (await playHistory(history)).problems;
}
