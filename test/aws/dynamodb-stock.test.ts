import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { dynamodbStock } from '../../src/aws/dynamodb-stock.ts';
import { aRun } from '../lambdas/a-wiring.ts';
import { aTable, dev, type TestTable } from './a-table.ts';

let table: TestTable;
beforeEach(async () => {
  table = await aTable();
});
afterEach(() => table.close());

const recordedAt = '2026-11-02T20:00:00.000Z';
const laterAt = '2026-11-02T20:30:00.000Z';
const aGroup = (name: string) => ({
  ...{ name, minSize: 1, maxSize: 3, desiredSize: 2, instanceTypes: [], previous: null },
  ...{ recordedAt, runId: 'dev-stop-20261102T200000Z', phase: 'recorded' as const },
});

test('what is outstanding and locked is found over all clusters, without a look at their journals', async () => {
  const shop = table.of({ account: '444455556666', region: 'eu-central-1', name: 'shop' });
  const [records, shopRecords] = [dynamodbRecords(table), dynamodbRecords(shop)];
  for (const name of ['apps', 'batch']) await records.recordNodeGroup(aGroup(name));
  await shopRecords.recordWebhook({
    ...{ kind: 'Validating', configuration: 'kyverno', webhook: 'check', failurePolicy: 'Fail' },
    ...{ recordedAt: laterAt, runId: 'shop-stop-1', phase: 'recorded' },
  });
  await records.markNodeGroupRestored('batch', 'dev-start-1');
  await dynamodbLock(shop).take({ executionArn: 'arn:shop', action: 'start' }, null, new Date('2026-11-03T06:00:00Z'));
  await dynamodbJournal(table).write(aRun(), {
    ...{ phase: 'record-state', title: 'Record state', step: 2, item: null, status: 'done', reason: null },
    ...{ startedAt: recordedAt, endedAt: recordedAt, summary: {}, counts: {}, warnings: [], actions: [], facts: {} },
  });

  const stock = dynamodbStock(table.table, table.tableName);
  const at = `${dev.account}/${dev.region}/${dev.name}`;
  expect(await stock.outstanding()).toEqual([
    { cluster: at, key: 'NODEGROUP#apps', recordedAt, runId: 'dev-stop-20261102T200000Z' },
    {
      cluster: '444455556666/eu-central-1/shop',
      key: 'WEBHOOK#V#kyverno#check',
      recordedAt: laterAt,
      runId: 'shop-stop-1',
    },
  ]);
  expect(await stock.locks()).toEqual([
    {
      cluster: '444455556666/eu-central-1/shop',
      action: 'start',
      acquiredAt: '2026-11-03T06:00:00.000Z',
      holder: 'arn:shop',
    },
  ]);
});

test('an item that does not parse is left out', async () => {
  await table.put('NODEGROUP#apps', { phase: 'recorded', recordedAt: 'yesterday', runId: 'monday' });
  expect(await dynamodbStock(table.table, table.tableName).outstanding()).toEqual([]);
});
