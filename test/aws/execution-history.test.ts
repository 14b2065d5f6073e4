import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from '@jest/globals';
import { eventsAfter } from '../../src/aws/execution-history.ts';
import { type AwsEndpoint, anAwsEndpoint } from './an-aws-endpoint.ts';

let endpoint: AwsEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const arn = 'arn:aws:states:eu-west-1:111122223333:execution:down:monday';
const pageSize = 3;

/** A history that is read backwards, three events a page, and grows by one event with every page that is read. */
async function aHistoryThatGrows(from: number) {
  let newest = from;
  endpoint = await anAwsEndpoint(({ body }) => {
    const { nextToken, reverseOrder } = JSON.parse(body) as { nextToken?: string; reverseOrder: boolean };
    const skipped = Number(nextToken ?? 0);
    const ids = Array.from({ length: newest }, (_, index) => (reverseOrder ? newest - index : index + 1));
    newest += 1;
    const events = ids.slice(skipped, skipped + pageSize).map((id) => ({ id, timestamp: id, type: 'TaskStarted' }));
    const isMore = skipped + pageSize < ids.length;
    return { body: { events, ...(isMore ? { nextToken: String(skipped + pageSize) } : {}) } };
  });
  return new SFNClient(endpoint.settings);
}

test('a history that grows while it is read is told in order, each event once', async () => {
  const states = await aHistoryThatGrows(7);
  const ids = (await eventsAfter(states, arn, 0)).map(({ id }) => id);
  expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('what is known is not read again', async () => {
  const states = await aHistoryThatGrows(90);
  const ids = (await eventsAfter(states, arn, 88)).map(({ id }) => id);
  expect(ids).toEqual([89, 90]);
  expect(endpoint?.requests).toHaveLength(1);
});

test('an event says its state, what it was left with, and why it failed', async () => {
  endpoint = await anAwsEndpoint(() => ({
    body: {
      events: [
        { id: 3, timestamp: 3, type: 'ExecutionAborted', executionAbortedEventDetails: { cause: 'By Ann.' } },
        { id: 2, timestamp: 2, type: 'TaskFailed', taskFailedEventDetails: { error: 'LockHeldError', cause: 'held' } },
        {
          id: 1,
          timestamp: 1,
          type: 'TaskStateExited',
          stateExitedEventDetails: { name: 'Drain nodes', output: '{}' },
        },
      ],
    },
  }));
  expect(await eventsAfter(new SFNClient(endpoint.settings), arn, 0)).toEqual([
    { id: 1, type: 'TaskStateExited', at: new Date(1000), state: 'Drain nodes', output: '{}' },
    { id: 2, type: 'TaskFailed', at: new Date(2000), error: 'LockHeldError', cause: 'held' },
    { id: 3, type: 'ExecutionAborted', at: new Date(3000), cause: 'By Ann.' },
  ]);
});
