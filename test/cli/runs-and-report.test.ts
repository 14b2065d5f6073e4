import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { ListedRun } from '../../cli/runs/list-runs.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import type { Report } from '../../src/report/report.ts';
import { pastNights } from './past-nights.ts';

const group = 'workers';
const lostArn = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:lost';
const folder = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A dry run, a night, a morning that fails, one that does not, and one that is not needed. */
const nights = pastNights({ evening: '2026-01-12T19:00:00Z' }, async ({ run, sandbox, putItem }) => {
  await run('stop', 'dry', { dryRun: true });
  await run('stop', 'night');
  sandbox().eks.rejectUpdates(group, 'InvalidParameterException', 'no capacity');
  await run('start', 'bad-morning');
  sandbox().eks.allowUpdates(group);
  await run('start', 'morning');
  await run('start', 'needless');
  const startedAt = '2026-01-01T20:00:00.000Z';
  const lost = { runId: 'lost', executionArn: lostArn, action: 'stop', startedAt, dryRun: false, status: 'running' };
  await putItem({ pk: 'CLUSTER#111122223333/eu-west-1/shop', sk: `RUN#${startedAt}#lost`, ...lost });
});

async function listed(...words: readonly string[]): Promise<readonly ListedRun[]> {
  return (await nights.json<{ runs: ListedRun[] }>('runs', ...words)).runs;
}

const idsOf = async (...words: readonly string[]) => (await listed(...words)).map(({ id }) => id);

describe('runs', () => {
  test('are listed with what became of them, the newest first over all clusters', async () => {
    const runs = await listed();
    expect(runs.map(({ id, action, status, dryRun }) => [id, action, status, dryRun])).toEqual([
      ['needless', 'start', 'skipped', false],
      ['morning', 'start', 'succeeded', false],
      ['bad-morning', 'start', 'failed', false],
      ['night', 'stop', 'succeeded', false],
      ['dry', 'stop', 'succeeded', true],
      ['lost', 'stop', 'failed', false],
    ]);
    const night = runs.find(({ id }) => id === 'night');
    expect(night).toMatchObject({ nodes: 2, warnings: 0, reason: null, cluster: { name: 'dev' } });
    expect(night?.seconds).toBeGreaterThan(60);
    // Its execution is gone, and nobody has said how it ended.
    expect(runs.at(-1)).toMatchObject({ seconds: null, reason: 'its execution is no longer in the history' });
  });

  test.each([
    [['--cluster', 'shop'], ['lost']],
    [
      ['--action', 'stop'],
      ['night', 'dry', 'lost'],
    ],
    [
      ['--status', 'failed'],
      ['bad-morning', 'lost'],
    ],
    [
      ['--since', '2026-01-10'],
      ['needless', 'morning', 'bad-morning', 'night', 'dry'],
    ],
    [
      ['--since', '1h', '--limit', '2'],
      ['needless', 'morning'],
    ],
    [['--account', '444455556666'], []],
  ])('that fit %j are %j', async (words, ids) => {
    expect(await idsOf(...words)).toEqual(ids);
  });

  test('are a table for people, which marks a dry run and says that there may be more', async () => {
    const { code, out } = await nights.type('runs', '--limit', '5');
    expect(code).toBe(0);
    expect(out).toMatch(/^STARTED \(UTC\) +CLUSTER +ACTION +STATUS +TIME +NODES +WARNINGS +RUN$/m);
    expect(out).toMatch(/^2026-01-12 19:0\d +dev +stop \(dry\) +succeeded +.* 2 +\d+ +dry$/m);
    expect(out).toContain('The newest 5; there may be more');
    expect((await nights.type('runs', '--status', 'running')).out).toBe('No run that fits is known.\n');
  });

  test.each([
    ['a cluster that never ran', ['--cluster', 'sho'], 'Did you mean shop?'],
    ['a limit that is none', ['--limit', '0'], 'from 1 to 9999'],
  ])('are refused for %s', async (_what, words, says) => {
    const { code, err } = await nights.type('runs', ...words);
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});

describe('report', () => {
  test('of a run is the one in the bucket, byte by byte, by name and by ARN', async () => {
    const { s3, deployment } = nights.sandbox();
    const [bucket = ''] = deployment.buckets;
    const key = s3.keysOf(bucket).find((each) => each.endsWith('-stop-night.txt')) ?? '';
    const { code, out, err } = await nights.type('report', 'night');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(s3.textOf(bucket, key));
    const [{ executionArn = '' } = {}] = (await listed()).filter(({ id }) => id === 'night');
    expect((await nights.type('report', executionArn)).out).toBe(out);
  });

  test('without a name is of the newest run, of the cluster that is said', async () => {
    const newest = await nights.type('report', '--format', 'json');
    expect((JSON.parse(newest.out) as Report).run.id).toBe('needless');
    expect((await nights.type('report', '--cluster', 'dev')).out).toMatch(/^run needless, .*skipped/m);
  });

  test('that is gone from the bucket is made from the journal, and says the same', async () => {
    const stored = JSON.parse((await nights.type('report', 'night', '--format', 'json')).out) as Report;
    nights.disturb(async ({ operation }) => {
      if (operation === 'GetObject') throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
    });
    const { code, out, err } = await nights.type('report', 'night', '--format', 'json');
    expect(code).toBe(0);
    expect(err).toMatch(/^s3:\/\/.*stop-night\.json is gone: this one is made from the journal\.\n$/);
    const { minNodes: _ofTheConfiguration, ...run } = (JSON.parse(out) as Report).run;
    expect(stored.run).toMatchObject(run);
    // The last phase was under way when the stored one was made.
    const withoutLast = ({ phases }: Report) => phases.filter(({ phase }) => phase !== 'report-run');
    expect(withoutLast(JSON.parse(out) as Report)).toEqual(withoutLast(stored));
    expect((JSON.parse(out) as Report).nodeGroups).toEqual(stored.nodeGroups);
  });

  test('that may not be read is made from the journal as well', async () => {
    nights.disturb(async ({ operation }) => {
      if (operation === 'GetObject') throw new ServiceError('AccessDenied', 'Access Denied', 403);
    });
    const { code, out, err } = await nights.type('report', 'night');
    expect(code).toBe(0);
    expect(err).toContain('may not be read (s3:GetObject)');
    expect(out).toMatch(/^run night, .*succeeded/m);
  });

  test('goes into a folder under a name that sorts, or into a file in the format of its name', async () => {
    const { out } = await nights.type('report', 'night', '--output', `${join(folder, 'new')}/`);
    expect(readdirSync(join(folder, 'new'))).toEqual(['20260112T190000Z-dev-stop.html']);
    expect(out).toBe(`Report: ${join(folder, 'new')}/20260112T190000Z-dev-stop.html\n`);
    await nights.type('report', 'night', '--output', join(folder, 'night.csv'));
    expect(readFileSync(join(folder, 'night.csv'), 'utf8')).toMatch(/^run,account,/);
  });

  test.each([
    ['a run that nobody knows', ['nigth'], 'No run nigth is known. Did you mean night?'],
    ['a file whose format nobody knows', ['night', '--output', 'night.doc'], 'no format has that extension'],
    ['a file of another format', ['night', '--output', 'night.csv', '--format', 'html'], 'night.csv is not html'],
    ['a file below a file', ['night', '--output', 'package.json/night.csv'], 'cannot be written'],
  ])('is refused for %s', async (_what, words, says) => {
    const { code, out, err } = await nights.type('report', ...words);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
    expect(existsSync('night.csv')).toBe(false);
  });

  test('is refused for a fleet, and for a run that failed before it looked at its cluster', async () => {
    const { engine, machineArn } = nights.sandbox();
    const begin = (machine: 'stop' | 'fleet', name: string, input: unknown) =>
      engine.finished(
        engine.startExecution({ stateMachineArn: machineArn(machine), name, input: JSON.stringify(input) }).arn,
      );
    await begin('fleet', 'all-of-them', { action: 'start', clusters: ['nothing-*'] });
    await begin('stop', 'typo', { cluster: 'dev', dryrun: true });
    expect((await nights.type('report', 'all-of-them')).err).toContain('is a fleet');
    expect((await nights.type('report', 'typo')).err).toContain('it is FAILED (ConfigurationError: ');
  });

  test('of a run that goes on is the report so far, and says so', async () => {
    const reached = Promise.withResolvers<void>();
    const open = Promise.withResolvers<void>();
    nights.disturb(async ({ operation }) => {
      if (operation !== 'UpdateNodegroupConfig') return;
      reached.resolve();
      await open.promise;
    });
    const over = nights.run('stop', 'tonight');
    await reached.promise;
    const { code, out, err } = await nights.type('report', '--format', 'json');
    const going = await nights.type('status', '--cluster', 'dev');
    const running = await idsOf('--status', 'running');
    open.resolve();
    expect(await over).toBe('SUCCEEDED');

    expect([code, err]).toEqual([0, 'Run tonight still goes on: this is its report so far.\n']);
    const report = JSON.parse(out) as Report;
    expect(report).toMatchObject({ status: 'running', run: { id: 'tonight' }, aftermath: { next: [] } });
    expect(report.headline).toBe('The stop of dev still goes on: this is its report so far');
    expect(report.phases.map(({ title }) => title)).toContain('Drain nodes');
    expect(going.out).toMatch(/^dev .* is going to sleep$/m);
    expect(going.out).toContain('eks-scheduler start --takeover --cluster dev\n');
    expect(running).toEqual(['tonight']);
  });
});
