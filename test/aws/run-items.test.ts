import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { knownClusters } from '../../src/aws/known-clusters.ts';
import { type RunItem, runsBackwards } from '../../src/aws/run-items.ts';
import { aTable, dev, type TestTable } from './a-table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await aTable();
  await aRun('one', '2026-11-21T20:00:00.000Z', { status: 'succeeded', endedAt: '2026-11-21T20:07:00.000Z' });
  await aRun('two', '2026-11-22T06:00:00.000Z', { status: 'failed', reason: 'no capacity' });
  // Two that began at one instant; an item that nobody can read; and what lies beside the runs.
  await aRun('three', '2026-11-22T20:00:00.000Z');
  await aRun('four', '2026-11-22T20:00:00.000Z', { dryRun: true });
  await aRun('odd', '2026-11-23T20:00:00.000Z', { status: 'sleepy' });
  await table.put('WEBHOOK#V#policy#check', {});
  await table.put('NODEGROUP#apps', {});
});
afterAll(() => table.close());

async function aRun(runId: string, startedAt: string, fields: Readonly<Record<string, unknown>> = {}) {
  const key = `RUN#${startedAt}#${runId}`;
  const run = { runId, startedAt, executionArn: `arn:${runId}`, action: 'stop', dryRun: false, status: 'running' };
  await table.put(key, { ...run, ...fields });
  await table.put(`${key}#PHASE#01#prepare-run`, { type: 'phase' });
  await table.put(`${key}#PHASE#02#record-state#FACT#nodeGroups#000`, { type: 'fact' });
}

async function runs(until?: string): Promise<RunItem[]> {
  const found: RunItem[] = [];
  for await (const run of runsBackwards(table, until)) found.push(run);
  return found;
}

const idsOf = async (until?: string) => (await runs(until)).map(({ id }) => id);

test('the runs of a cluster come the newest first, each once, and what cannot be read is left out', async () => {
  expect(await idsOf()).toEqual(['three', 'four', 'two', 'one']);
});

test('they begin with those that had begun by then', async () => {
  expect(await idsOf('2026-11-22T20:00:00.000Z')).toEqual(['three', 'four', 'two', 'one']);
  expect(await idsOf('2026-11-22T19:59:59.999Z')).toEqual(['two', 'one']);
});

test('a run says how it ended; what it does not say is null', async () => {
  expect((await runs())[2]).toEqual({
    id: 'two',
    executionArn: 'arn:two',
    action: 'stop',
    startedAt: '2026-11-22T06:00:00.000Z',
    endedAt: null,
    dryRun: false,
    status: 'failed',
    reason: 'no capacity',
    report: null,
  });
});

test('every cluster of the table is known once, by name, and a slot of a schedule is none', async () => {
  const own = await aTable();
  const clusters = ['shop', 'app', 'zoo'].map((name) => ({ ...dev, name }));
  for (const cluster of [...clusters, { ...dev, account: '444455556666', name: 'shop' }]) {
    const at = own.of(cluster);
    for (const sk of ['LOCK', 'NODEGROUP#apps', 'RUN#2026-11-22T20:00:00.000Z#one', 'WEBHOOK#V#a#b']) {
      await at.table.send(new PutCommand({ TableName: at.tableName, Item: { pk: at.pk, sk } }));
    }
  }
  const slot = { pk: 'SLOT#office#stop', sk: '2026-11-22T20:00:00Z' };
  await own.table.send(new PutCommand({ TableName: own.tableName, Item: slot }));
  const known = await knownClusters(own.table, own.tableName);
  own.close();
  expect(known.map(({ account, name }) => `${name} ${account}`)).toEqual([
    'app 111122223333',
    'shop 111122223333',
    'shop 444455556666',
    'zoo 111122223333',
  ]);
});
