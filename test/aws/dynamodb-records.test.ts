import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import type { AutoscalerRecord, NodeGroupRecord, WebhookRecord } from '../../src/domain/recorded-state.ts';
import { aTable, dev, type TestTable } from './a-table.ts';

let table: TestTable;
beforeEach(async () => {
  table = await aTable();
});
afterEach(() => table.close());

const aNodeGroupRecord = (changes: Partial<NodeGroupRecord> = {}): NodeGroupRecord => ({
  name: 'apps',
  minSize: 2,
  maxSize: 10,
  desiredSize: 5,
  instanceTypes: ['m6i.large'],
  recordedAt: '2026-11-02T20:00:00.000Z',
  runId: 'monday',
  phase: 'recorded',
  previous: null,
  ...changes,
});
const anAutoscalerRecord: AutoscalerRecord = {
  namespace: 'kube-system',
  name: 'cluster-autoscaler',
  kind: 'Deployment',
  replicas: 1,
  recordedAt: '2026-11-02T20:00:00.000Z',
  runId: 'monday',
  phase: 'recorded',
};
const aWebhookRecord: WebhookRecord = {
  kind: 'Validating',
  configuration: 'kyverno',
  webhook: 'validate.kyverno.svc-fail',
  failurePolicy: 'Fail',
  recordedAt: '2026-11-02T20:00:00.000Z',
  runId: 'monday',
  phase: 'recorded',
};

describe('records of node groups', () => {
  test('a record is read as it was written', async () => {
    const records = dynamodbRecords(table);

    await expect(records.recordNodeGroup(aNodeGroupRecord())).resolves.toBe('written');

    await expect(records.nodeGroups()).resolves.toEqual({ records: [aNodeGroupRecord()], unreadable: [] });
  });

  test('a record that is still to be restored is kept, whatever a later stop finds', async () => {
    const records = dynamodbRecords(table);
    await records.recordNodeGroup(aNodeGroupRecord());

    const zero = aNodeGroupRecord({ minSize: 0, desiredSize: 0, runId: 'tuesday' });
    await expect(records.recordNodeGroup(zero)).resolves.toBe('kept');

    await expect(records.nodeGroups()).resolves.toMatchObject({ records: [{ desiredSize: 5, runId: 'monday' }] });
  });

  test('a restored record gives way and is remembered as the previous one', async () => {
    const records = dynamodbRecords(table);
    await records.recordNodeGroup(aNodeGroupRecord());
    await records.markNodeGroupRestored('apps', 'morning');

    const next = aNodeGroupRecord({ desiredSize: 7, runId: 'tuesday', recordedAt: '2026-11-03T20:00:00.000Z' });
    await expect(records.recordNodeGroup(next)).resolves.toBe('written');

    const previous = { minSize: 2, maxSize: 10, desiredSize: 5, recordedAt: '2026-11-02T20:00:00.000Z' };
    await expect(records.nodeGroups()).resolves.toEqual({ records: [{ ...next, previous }], unreadable: [] });
  });

  test('of two stops that record at the same moment one wins and the other keeps what stands', async () => {
    const records = dynamodbRecords(table);
    const answers = await Promise.all(
      [5, 6, 7, 8].map((desiredSize) => records.recordNodeGroup(aNodeGroupRecord({ desiredSize }))),
    );
    expect(answers.sort()).toEqual(['kept', 'kept', 'kept', 'written']);
  });

  test('marking restored twice, or what was never recorded, changes nothing', async () => {
    const records = dynamodbRecords(table);
    await records.recordNodeGroup(aNodeGroupRecord());
    await records.markNodeGroupRestored('apps', 'first');
    await records.markNodeGroupRestored('apps', 'second');
    await records.markNodeGroupRestored('never-there', 'second');

    await expect(records.nodeGroups()).resolves.toMatchObject({
      records: [{ name: 'apps', phase: 'restored' }],
      unreadable: [],
    });
  });

  test('a record belongs to one cluster alone', async () => {
    await dynamodbRecords(table).recordNodeGroup(aNodeGroupRecord());
    const other = dynamodbRecords(table.of({ account: '111122223333', region: 'eu-west-1', name: 'dev-2' }));
    await expect(other.nodeGroups()).resolves.toEqual({ records: [], unreadable: [] });
  });

  test('more records than one page are all read', async () => {
    const records = dynamodbRecords(table);
    // 20 records of some 60 KB: DynamoDB answers 1 MB a page.
    const instanceTypes = Array.from({ length: 4_000 }, (_, index) => `type.${index}.large`);
    const names = Array.from({ length: 20 }, (_, index) => `group-${String(index).padStart(2, '0')}`);
    await Promise.all(names.map((name) => records.recordNodeGroup(aNodeGroupRecord({ name, instanceTypes }))));

    const { records: read } = await records.nodeGroups();
    expect(read.map(({ name }) => name)).toEqual(names);
  });
});

describe('records that do not parse', () => {
  const whole = { ...aNodeGroupRecord(), schemaVersion: 1 };

  test.each([
    ['a size that is missing', { ...whole, desiredSize: undefined }, /desiredSize/],
    ['a size that is text', { ...whole, minSize: '2' }, /minSize/],
    ['a negative size', { ...whole, minSize: -1 }, /minSize/],
    ['a version that is text', { ...whole, schemaVersion: '1' }, /schemaVersion/],
    ['a version that never was', { ...whole, schemaVersion: 0.5 }, /schemaVersion/],
    ['another name than its key', { ...whole, name: 'web' }, /key/],
    ['a newer layout', { schemaVersion: 2, sizes: '2-10-5' }, /newer release/],
  ])('%s is reported with the reason and never read as a zero', async (_what, item, reason) => {
    await table.put('NODEGROUP#apps', JSON.parse(JSON.stringify(item)));

    const { records, unreadable } = await dynamodbRecords(table).nodeGroups();

    expect(records).toEqual([]);
    expect(unreadable).toEqual([{ key: 'NODEGROUP#apps', problem: expect.stringMatching(reason) }]);
  });

  test('a record of the layout before versions is read, without what it could not know', async () => {
    const { schemaVersion: _version, instanceTypes: _types, previous: _previous, ...oldest } = whole;
    await table.put('NODEGROUP#apps', oldest);

    const records = [aNodeGroupRecord({ instanceTypes: [] })];
    await expect(dynamodbRecords(table).nodeGroups()).resolves.toEqual({ records, unreadable: [] });
  });

  test('a damaged record counts as missing and gives way', async () => {
    await table.put('NODEGROUP#apps', { schemaVersion: 1, phase: 'recorded', desiredSize: 'five' });
    const records = dynamodbRecords(table);

    await expect(records.recordNodeGroup(aNodeGroupRecord())).resolves.toBe('written');
    await expect(records.nodeGroups()).resolves.toEqual({ records: [aNodeGroupRecord()], unreadable: [] });
  });

  test('a record of a newer release is kept', async () => {
    await table.put('NODEGROUP#apps', { schemaVersion: 2, sizes: '2-10-5' });
    await expect(dynamodbRecords(table).recordNodeGroup(aNodeGroupRecord())).resolves.toBe('kept');
  });
});

test('what a start adds for minNodes is noted on the record, and outlives it', async () => {
  const records = dynamodbRecords(table);
  await records.recordNodeGroup(aNodeGroupRecord());
  await records.noteRaised('apps', 7);
  await records.markNodeGroupRestored('apps', 'morning');
  await records.noteRaised('apps', null);
  await records.noteRaised('never-there', 3);

  await expect(records.nodeGroups()).resolves.toMatchObject({ records: [{ name: 'apps', raisedTo: 7 }] });
});

test('the stops that the table knows of are those of the journal, without starts and dry runs', async () => {
  const run = { executionArn: 'arn', cluster: dev, startedAt: '2026-11-02T20:00:00.000Z', dryRun: false };
  const journal = dynamodbJournal(table);
  await journal.markRun({ ...run, id: 'monday', action: 'stop' }, 'running', {});
  await journal.markRun({ ...run, id: 'rehearsed', action: 'stop', dryRun: true }, 'running', {});
  await journal.markRun({ ...run, id: 'morning', action: 'start' }, 'succeeded', {});

  await expect(dynamodbRecords(table).stops()).resolves.toEqual(new Map([['monday', run.startedAt]]));
});

test('autoscalers and webhooks are recorded once and marked restored', async () => {
  const records = dynamodbRecords(table);
  await records.recordAutoscaler(anAutoscalerRecord);
  await records.recordWebhook(aWebhookRecord);
  await expect(records.recordAutoscaler({ ...anAutoscalerRecord, replicas: 0 })).resolves.toBe('kept');
  await expect(records.recordWebhook({ ...aWebhookRecord, failurePolicy: 'Ignore' })).resolves.toBe('kept');

  await records.markAutoscalerRestored('kube-system', 'cluster-autoscaler', 'morning');
  await records.markWebhookRestored(aWebhookRecord, 'morning', 'restored');

  await expect(records.autoscalers()).resolves.toMatchObject({ records: [{ replicas: 1, phase: 'restored' }] });
  await expect(records.webhooks()).resolves.toMatchObject({
    records: [{ failurePolicy: 'Fail', phase: 'restored', restoredBy: 'morning', outcome: 'restored' }],
  });
});

test('a validating and a mutating webhook of the same names are two records', async () => {
  const records = dynamodbRecords(table);
  await records.recordWebhook(aWebhookRecord);
  await expect(records.recordWebhook({ ...aWebhookRecord, kind: 'Mutating' })).resolves.toBe('written');
});
