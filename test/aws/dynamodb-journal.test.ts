import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { queryItems } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { addPass, type PhaseItem } from '../../src/aws/journal-items.ts';
import type { JournalPass, RunIdentity } from '../../src/aws/ports.ts';
import { aTable, dev, type TestTable } from './a-table.ts';

let table: TestTable;
beforeEach(async () => {
  table = await aTable();
});
afterEach(() => table.close());

const run: RunIdentity = {
  id: 'monday',
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:down:monday',
  action: 'stop',
  cluster: dev,
  startedAt: '2026-11-02T20:00:00.000Z',
  dryRun: false,
};

const aPass = (changes: Partial<JournalPass> = {}): JournalPass => ({
  phase: 'drain-nodes',
  title: 'Drain nodes',
  step: 5,
  item: null,
  status: 'done',
  reason: null,
  startedAt: '2026-11-02T20:01:00.000Z',
  endedAt: '2026-11-02T20:01:10.000Z',
  summary: {},
  counts: {},
  warnings: [],
  actions: [],
  facts: {},
  ...changes,
});

test('the passes of a phase add up: counts are summed, facts replaced, warnings and actions kept once each', async () => {
  const journal = dynamodbJournal(table);
  await journal.write(
    run,
    aPass({
      status: 'pending',
      reason: '3 pods left',
      counts: { evicted: 10, lost: 1 },
      warnings: ['bare pod tools/debug is lost'],
      actions: [{ verb: 'evict', target: 'pod/shop/cart-1' }],
      facts: { residual: ['coredns-1'], waves: 1 },
    }),
  );
  await journal.write(
    run,
    aPass({
      startedAt: '2026-11-02T20:01:20.000Z',
      endedAt: '2026-11-02T20:01:30.000Z',
      counts: { evicted: 3 },
      summary: { left: 0 },
      warnings: ['bare pod tools/debug is lost', 'data of shop/cache-0 is lost'],
      actions: [
        { verb: 'evict', target: 'pod/shop/cart-1' },
        { verb: 'delete', target: 'pod/kube-system/coredns-1', detail: 'budget coredns' },
      ],
      facts: { residual: [] },
    }),
  );

  await expect(journal.read(run)).resolves.toEqual([
    {
      phase: 'drain-nodes',
      title: 'Drain nodes',
      step: 5,
      item: null,
      status: 'done',
      reason: null,
      startedAt: '2026-11-02T20:01:00.000Z',
      endedAt: '2026-11-02T20:01:30.000Z',
      summary: { left: 0 },
      counts: { evicted: 13, lost: 1 },
      warnings: ['bare pod tools/debug is lost', 'data of shop/cache-0 is lost'],
      passes: 2,
      actions: [
        { verb: 'evict', target: 'pod/shop/cart-1' },
        { verb: 'delete', target: 'pod/kube-system/coredns-1', detail: 'budget coredns' },
      ],
      facts: { residual: [], waves: 1 },
      trail: [{ at: '2026-11-02T20:01:20.000Z', summary: { left: 0 } }],
    },
  ]);
});

test('a phase remembers what its passes saw, and of very many of them a part that spans it all', () => {
  const at = (pass: number) => new Date(Date.parse('2026-11-02T20:00:00.000Z') + pass * 10_000).toISOString();
  let item: PhaseItem | null = null;
  for (let pass = 0; pass < 130; pass += 1) {
    item = addPass(item, aPass({ status: 'pending', startedAt: at(pass), summary: { podsLeft: 129 - pass } }), 'id');
  }
  const { trail } = addPass(item, aPass({ status: 'failed', reason: 'no', startedAt: at(130) }), 'id');

  expect(trail).toHaveLength(70);
  expect(trail.slice(0, 2).map(({ summary }) => summary.podsLeft)).toEqual([129, 127]);
  expect(trail.at(-1)).toEqual({ at: at(129), summary: { podsLeft: 0 } });
});

test('the run before is the newest of the same action that ended and did something', async () => {
  const journal = dynamodbJournal(table);
  const earlier = (id: string, day: string, changes: Partial<RunIdentity> = {}): RunIdentity => ({
    ...run,
    id,
    startedAt: `2026-10-${day}T20:00:00.000Z`,
    ...changes,
  });
  const ended = { endedAt: '2026-10-30T21:00:00.000Z' };
  await expect(journal.before(run, 'stop')).resolves.toBeNull();
  await journal.write(earlier('first', '26'), aPass({ phase: 'prepare-run', step: 1 }));
  await journal.markRun(earlier('first', '26'), 'succeeded', ended);
  await journal.write(earlier('second', '27'), aPass({ actions: [{ verb: 'evict', target: 'pod/shop/cart-1' }] }));
  await journal.markRun(earlier('second', '27'), 'failed', ended);
  await journal.markRun(earlier('morning', '28', { action: 'start' }), 'succeeded', ended);
  await journal.markRun(earlier('dry', '29', { dryRun: true }), 'succeeded', ended);
  await journal.markRun(earlier('skipped', '30'), 'skipped', ended);
  await journal.markRun(run, 'running', {});

  await expect(journal.before(run, 'stop')).resolves.toMatchObject({
    id: 'second',
    status: 'failed',
    entries: [{ phase: 'drain-nodes', actions: [{ verb: 'evict' }] }],
  });
  await expect(journal.before(run, 'start')).resolves.toMatchObject({ id: 'morning', entries: [] });
  await expect(journal.before(earlier('first', '26'), 'stop')).resolves.toBeNull();
});

test('entries come in runbook order, the items of a Map as they were begun', async () => {
  const journal = dynamodbJournal(table);
  const scale = (item: string, second: number) =>
    aPass({ phase: 'scale-node-group', step: 6, item, startedAt: `2026-11-02T20:02:0${second}.000Z` });
  await journal.write(run, aPass({ phase: 'report-run', step: 8 }));
  await journal.write(run, scale('apps', 2));
  await journal.write(run, scale('system', 1));
  await journal.write(run, aPass({ phase: 'prepare-run', step: 1 }));

  const entries = await journal.read(run);
  expect(entries.map(({ phase, item }) => [phase, item])).toEqual([
    ['prepare-run', null],
    ['scale-node-group', 'system'],
    ['scale-node-group', 'apps'],
    ['report-run', null],
  ]);
});

test('a pass of thousands of actions and large facts keeps every item far below 400 KB', async () => {
  const journal = dynamodbJournal(table);
  const actions = Array.from({ length: 3_200 }, (_, index) => ({
    verb: 'evict',
    target: `pod/namespace-${index % 7}/application-${index}-5d4f8c7b9d-x2x4z`,
  }));
  const pods = actions.map(({ target }) => ({ target, reason: 'no eviction can ever remove it: Österreich' }));
  await journal.write(run, aPass({ actions, facts: { pods } }));

  const items = await queryItems(table, 'RUN#');
  const sizes = items.map((item) => Buffer.byteLength(JSON.stringify(item)));
  expect(Math.max(...sizes)).toBeLessThan(300_000);
  const [entry] = await journal.read(run);
  expect(entry?.actions).toEqual(actions);
  expect(entry?.facts).toEqual({ pods });
});

test('a fact that became shorter is read without the rest of the longer one', async () => {
  const journal = dynamodbJournal(table);
  await journal.write(run, aPass({ facts: { pods: ['x'.repeat(200_000)] } }));
  await journal.write(run, aPass({ facts: { pods: ['gone'] } }));
  await expect(journal.read(run)).resolves.toMatchObject([{ facts: { pods: ['gone'] } }]);
});

test('two passes that write at the same moment both count', async () => {
  const journal = dynamodbJournal(table);
  await Promise.all([1, 2, 3].map((evicted) => journal.write(run, aPass({ counts: { evicted } }))));
  await expect(journal.read(run)).resolves.toMatchObject([{ counts: { evicted: 6 }, passes: 3 }]);
});

test('warnings without end are cut', async () => {
  const journal = dynamodbJournal(table);
  const warnings = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(5_000)}`);
  await journal.write(run, aPass({ warnings }));
  const [entry] = await journal.read(run);
  expect(entry?.warnings).toHaveLength(200);
});

test('a run is marked with how it went, and a redrive clears how it had ended', async () => {
  const journal = dynamodbJournal(table);
  await journal.markRun(run, 'running', {});
  await journal.markRun(run, 'failed', { endedAt: '2026-11-02T20:30:00.000Z', reason: 'NodeGroupError: no capacity' });
  await journal.markRun(run, 'running', {});

  const Key = { pk: table.pk, sk: 'RUN#2026-11-02T20:00:00.000Z#monday' };
  const { Item: item } = await table.table.send(new GetCommand({ TableName: table.tableName, Key }));
  expect(item).toEqual({
    ...Key,
    runId: 'monday',
    action: 'stop',
    executionArn: run.executionArn,
    startedAt: run.startedAt,
    dryRun: false,
    status: 'running',
    ttl: Date.parse('2027-01-31T20:00:00Z') / 1000,
  });
});

test('every item of a run expires 90 days after its start', async () => {
  const journal = dynamodbJournal(table);
  await journal.markRun(run, 'running', {});
  await journal.write(run, aPass({ actions: [{ verb: 'evict', target: 'pod/a/b' }], facts: { a: 1 } }));
  const items = await queryItems(table, 'RUN#');
  expect(items).toHaveLength(4);
  expect(new Set(items.map(({ ttl }) => ttl))).toEqual(new Set([Date.parse('2027-01-31T20:00:00Z') / 1000]));
});
