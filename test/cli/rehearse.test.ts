import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { NightResult } from '../../sandbox/night/night-result.ts';
import { aCommand } from './a-command.ts';

const directory = mkdtempSync(join(tmpdir(), 'worlds-'));

afterAll(() => rmSync(directory, { recursive: true }));

function aWorldFile(name: string, text: string): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  return file;
}

const webhookWithoutBackend = aWorldFile(
  'gone.yaml',
  `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: policies }
webhooks:
  - name: nodes.example.io
    failurePolicy: Fail
    sideEffects: None
    admissionReviewVersions: [v1]
    clientConfig: { service: { name: policies, namespace: policies } }
    rules: [{ apiGroups: [''], apiVersions: ['*'], operations: [CREATE], resources: [nodes] }]
`,
);

test('a night with --json prints one document and nothing else, and all came back', async () => {
  const { code, out, err } = await aCommand('rehearse', '--json').ended;

  expect({ code, err }).toEqual({ code: 0, err: '' });
  const result = JSON.parse(out) as NightResult;
  expect(result).toMatchObject({ differences: [], kubernetes: 'twin', waits: 1 });
  expect(result.nodeGroups).toContainEqual({
    name: 'apps',
    before: { min: 3, max: 12, desired: 6 },
    asleep: { min: 0, max: 12, desired: 0 },
    after: { min: 3, max: 12, desired: 6 },
  });
  expect(Object.keys(result.pods).sort()).toEqual(['daemonSet', 'evicted', 'forced', 'lost', 'residual']);
  expect(result.pods.evicted).toBeGreaterThan(0);
  expect(result.phases).toContainEqual({
    action: 'stop',
    title: 'Drain nodes',
    status: 'done',
    seconds: expect.any(Number),
    passes: expect.any(Number),
  });
  const entries = result.webhooks.map(({ kind, configuration, webhook }) => `${kind}/${configuration}/${webhook}`);
  expect(new Set(entries).size).toBe(entries.length);
  expect(result.webhooks).toContainEqual(
    expect.objectContaining({
      kind: 'ValidatingWebhookConfiguration',
      configuration: 'kyverno-resource-validating-webhook-cfg',
      webhook: 'validate.kyverno.svc-fail',
      decision: 'relax',
      reason: 'bootstrap',
      result: 'restored',
    }),
  );
  expect(result.forecast).toMatchObject({
    comingBack: [{ workload: 'Deployment tools/node-watcher', pods: 1 }],
    unfit: [],
    savings: { hours: 11, amount: null },
  });
  for (const { decision, reason } of result.webhooks) {
    expect(['relax', 'leave']).toContain(decision);
    expect(reason).toMatch(/^[a-z-]+$/);
  }
});

test('a webhook whose backend does not exist stays relaxed: exit code 1, and the difference names it', async () => {
  const { code, out } = await aCommand('rehearse', '--world', webhookWithoutBackend, '--json').ended;

  expect(code).toBe(1);
  const { differences, webhooks } = JSON.parse(out) as NightResult;
  expect(differences).toContainEqual({
    what: 'webhook Validating/policies/nodes.example.io',
    before: 'Fail',
    after: 'Ignore',
  });
  expect(webhooks).toMatchObject([{ decision: 'relax', result: 'left-relaxed' }]);
});

test('a run that fails is told with its state and error, its webhooks and phases, and exit code 1', async () => {
  const strict = '{"drain":{"unmanagedPods":"refuse"}}';
  const { code, out } = await aCommand('rehearse', '--action', 'stop', '--input', strict).ended;

  expect(code).toBe(1);
  expect(out).toContain('The stop run FAILED at "Drain nodes" with DrainBlockedError:');
  expect(out).toContain('tools/debug-shell');
  expect(out).toMatch(/stop +Drain nodes +failed/);
  expect(out).toMatch(/validate\.kyverno\.svc-fail: relaxed/);
  expect(out).toContain('the stop run: SUCCEEDED -> FAILED at Drain nodes: DrainBlockedError');
});

test('a dry run lists what a stop would do and changes nothing', async () => {
  const { code, out } = await aCommand('rehearse', '--dry-run').ended;

  expect(code).toBe(0);
  expect(out).toContain('Good night: scale down [DRY RUN]');
  expect(out).not.toContain('Good morning');
  expect(out).toMatch(/^ {2}evict pod\/tools\/debug-shell/m);
  expect(out).toContain('Nothing was changed: this was a dry run.');
});

test('a wrong world is one line that names the place, and exit code 2', async () => {
  const world = aWorldFile('wrong.yaml', 'apiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop }\n');
  const { code, out, err } = await aCommand('rehearse', '--world', world).ended;

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^eks-scheduler: spec: is missing \([^\n]*wrong\.yaml:1:1, Service shop\/a\)\. [^\n]*\n$/);
});

test.each([
  [['--clock', '60x'], 'A rehearsal on the twin takes seconds of simulated time: there is no clock to choose.'],
  [['--kubernetes', 'real', '--clock', 'simulated'], '--clock simulated does not go with --kubernetes real:'],
  [['--hours', '0'], 'Write the hours of a night, from 1 to 168.'],
  [['--prices', 'no-such.yaml'], 'no-such.yaml'],
  [['--kubernetes', 'kind'], "argument 'kind' is invalid. Allowed choices are twin, real."],
])('rehearse %j is refused with exit code 2', async (words, why) => {
  const { code, out, err } = await aCommand('rehearse', ...words).ended;

  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(why);
});

test('Ctrl-C ends a rehearsal at once, with exit code 130', async () => {
  const command = aCommand('rehearse');
  await command.printed(/Drain nodes/);
  const interruptedAt = performance.now();
  command.process.kill('SIGINT');
  const { code, out, err } = await command.ended;

  expect(code).toBe(130);
  expect(err).toBe('Interrupted. Nothing is left behind: the cluster existed only here.\n');
  expect(out).not.toContain('Everything was restored');
  expect(performance.now() - interruptedAt).toBeLessThan(3000);
});
