import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { FleetVerdict } from '../../cli/follow/fleet-verdict.ts';
import type { RunVerdict } from '../../cli/follow/run-verdict.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { eventually } from '../eventually.ts';
import { aScheduler } from './a-scheduler.ts';

const scheduler = aScheduler();
const { type, ask, printed } = scheduler;
const folder = mkdtempSync(join(tmpdir(), 'reports-'));

afterAll(() => rmSync(folder, { recursive: true }));

const dev = ['--cluster', 'dev'];

function sizes(): string[] {
  return scheduler.sandbox.eks.snapshot().map(({ name, desiredSize }) => `${name} ${desiredSize}`);
}

test('a dry run shows its phases in the order of the runbook, says what would happen, and changes nothing', async () => {
  const before = sizes();

  expect(await type('stop', ...dev, '--dry-run')).toBe(0);

  expect(sizes()).toEqual(before);
  const titles = [...printed.out.matchAll(/^\d\d:\d\d:\d\d {2}([A-Z][a-z ]+?) {2,}/gm)].map(([, title]) => title);
  expect([...new Set(titles)]).toEqual([
    ...['Prepare run', 'Record state', 'Relax webhooks', 'Pause autoscalers', 'Drain nodes'],
    ...['Scale node group', 'Confirm stopped', 'Report run'],
  ]);
  expect(printed.out).toContain('[DRY RUN] A stop of dev would take away 2 nodes');
  expect(printed.out).not.toContain('eks-scheduler start');
});

test('a stop puts the cluster to sleep, says how to wake it, and leaves the report in a folder under names that sort', async () => {
  expect(await type('stop', ...dev, '--report', `${folder}/`)).toBe(0);

  expect(sizes()).toEqual(['workers 0']);
  expect(printed.out).toContain('dev is asleep: 2 nodes scaled away');
  expect(printed.out).toMatch(
    /^ +workers +min 1 max 5 desired 2 +min 0 max 5 desired 0$|workers .*desired 2 .*desired 0/m,
  );
  expect(printed.out).toContain('To wake the cluster:\n  eks-scheduler start --cluster dev');
  const files = readdirSync(folder).sort();
  expect(files.map((file) => file.replace(/^\d{8}T\d{6}Z/, 'T'))).toEqual(
    ['csv', 'html', 'json', 'txt'].map((extension) => `T-dev-stop.${extension}`),
  );
  const [, , json = ''] = files;
  expect(JSON.parse(readFileSync(join(folder, json), 'utf8'))).toMatchObject({
    status: 'succeeded',
    run: { action: 'stop' },
  });
});

test('a stop of a cluster that sleeps is skipped with 4, and says why', async () => {
  const verdict = await ask<RunVerdict>('stop', ...dev);

  expect(verdict).toMatchObject({ code: 4, status: 'skipped', cluster: { name: 'dev' }, next: [] });
  expect(verdict.says).toContain('already asleep');
});

test('a start wakes it; with --quiet only how it ended is printed', async () => {
  expect(await type('start', ...dev, '--quiet')).toBe(0);

  expect(sizes()).toEqual(['workers 2']);
  expect(printed.out.split('\n')[0]).toMatch(/^dev is awake: 2 nodes brought back/);
  expect(printed.out).not.toContain('Wait for nodes');
});

test('warnings are told as they are, and count with --strict alone', async () => {
  const misnamed = ['--dry-run', '--input', '{"autoscaler":{"deployment":"kube-system/none"}}'];
  const verdict = await ask<RunVerdict>('stop', ...dev, ...misnamed);
  expect(verdict).toMatchObject({ code: 0, status: 'succeeded', warnings: [{ phase: 'Pause autoscalers' }] });
  // Each of the looks sees all of the history, and counts it once.
  expect(verdict.phases.map(({ passes }) => passes)).toEqual(Array(8).fill(1));

  expect(await type('stop', ...dev, ...misnamed, '--strict', '--quiet')).toBe(3);
  expect(printed.out).toMatch(/^Warning: Pause autoscalers: .*kube-system\/none is not in the cluster/m);
});

test('a run that fails says where, why, what has happened already and how to go on, and ends with 1', async () => {
  scheduler.refuseSizes();

  expect(await type('stop', ...dev)).toBe(1);

  expect(printed.out).toMatch(/^The stop of dev failed at Scale node group \(.*\)\n {2}NodeGroupError: .*no capacity/m);
  expect(printed.out).toMatch(/^ {2}Awake: workers$/m);
  expect(printed.out).toContain('Runbook: docs/runbook.md, "Scale node group"');
  expect(printed.out).toMatch(/^ {2}eks-scheduler redrive dev-stop-\S+$/m);
  expect(printed.out).toMatch(/^ {2}eks-scheduler start --cluster dev$/m);
});

test('several clusters are a fleet, with a line for each, and one that does not exist fails it', async () => {
  const verdict = await ask<FleetVerdict>('start', ...dev, '--cluster', 'nowhere');

  expect(verdict).toMatchObject({ code: 1, status: 'failed', error: 'FleetFailedError' });
  expect(verdict.clusters).toEqual([
    expect.objectContaining({ cluster: 'dev', status: 'done', run: expect.stringContaining('dev-start-fleet-start-') }),
    expect.objectContaining({ cluster: 'nowhere', status: 'failed', run: null }),
  ]);
  expect(verdict.next[0]?.command).toBe(`eks-scheduler redrive ${verdict.fleet}`);
});

test('--no-wait returns at once with what to type', async () => {
  expect(await type('start', ...dev, '--no-wait')).toBe(0);

  expect(printed.out).toMatch(
    /^Started: arn:\S+:execution:eks-scheduler-scale-up:dev-start-\d{8}T\d{6}Z-[0-9a-f]{4}$/m,
  );
  expect(printed.out).toMatch(/eks-scheduler abort dev-start-/);
});

test.each<[string, readonly string[], RegExp]>([
  ['a cluster that does not exist, with the nearest name', ['--cluster', 'dve'], /no cluster dve .*Did you mean dev\?/],
  [
    'a cluster that is nothing like one, with those there are',
    ['--cluster', 'production'],
    /There are dev; .*--cluster-region/,
  ],
  ['no cluster', [], /--target all/],
  ['an option of --local without it', [...dev, '--state', 'state'], /--state goes with --local/],
  ['a report in no format', [...dev, '--report', 'report.pdf'], /no format has that extension/],
  ['a report before the end', [...dev, '--no-wait', '--report', 'report.html'], /no report before the run is over/],
  ['a region where nothing is deployed', [...dev, '--region', 'us-east-1'], /us-east-1/],
])('wrong input ends with 2 and one line: %s', async (_what, words, says) => {
  expect(await type('stop', ...words)).toBe(2);
  expect(printed.out).toBe('');
  expect(printed.err).toMatch(says);
  expect(printed.err.trim().split('\n')).toHaveLength(1);
});

test('where EKS does not tell who asks, the run tells itself; throttling while it is followed is not noticed', async () => {
  let looks = 0;
  scheduler.disturb(({ service, operation, invocation }) => {
    if (service === 'eks' && invocation === null) return new ServiceError('AccessDeniedException', 'not you', 403);
    if (operation !== 'GetExecutionHistory') return null;
    looks += 1;
    return looks % 2 === 1 ? new ServiceError('ThrottlingException', 'Rate exceeded', 400) : null;
  });
  expect(await type('start', ...dev, '--dry-run')).toBe(0);
  expect(printed.err).toBe('');
});

test('credentials that expire while a run is followed are told, and that the run goes on', async () => {
  let looks = 0;
  scheduler.disturb(({ operation }) => {
    if (operation !== 'GetExecutionHistory') return null;
    looks += 1;
    return looks > 1 ? new ServiceError('ExpiredTokenException', 'The security token has expired', 400) : null;
  });
  expect(await type('start', ...dev, '--dry-run')).toBe(2);
  expect(printed.err).toContain('The credentials have expired');
  expect(printed.err).toContain('The run goes on in AWS: arn:');
});

test('Ctrl-C leaves the run going on, and says so and what to type', async () => {
  scheduler.standStill();
  const ended = type('stop', ...dev);
  await eventually(
    () => printed.out,
    (out) => out.includes('Record state'),
    30_000,
  );

  process.emit('SIGINT');

  expect(await ended).toBe(130);
  const [run] = scheduler.sandbox.engine.listExecutions(scheduler.sandbox.machineArn('stop'));
  expect(run?.status).toBe('RUNNING');
  expect(printed.err).toContain(`The run goes on in AWS: ${run?.arn}`);
  expect(printed.err).toContain(`eks-scheduler abort ${run?.name}`);
});
