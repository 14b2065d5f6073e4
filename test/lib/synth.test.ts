import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Synthesized {
  readonly status: number | null;
  readonly err: string;
  /** The stack's template, and with it the names of its assets, which are digests of their bytes. */
  readonly template: () => Record<string, unknown>;
  /** Every stack's, by the name of its file. */
  readonly templates: () => Record<string, Record<string, unknown>>;
}

/** `cdk synth` as in a new clone: no credentials, no home to find any in, and no region. */
function synth(into: string, ...words: readonly string[]): Synthesized {
  const output = join(folder, into);
  const cdk = ['node_modules/.bin/cdk', 'synth', '--quiet', '--no-notices', '--output', output, ...words];
  const env = {
    PATH: `node_modules/.bin:${dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { status, stderr } = spawnSync(process.execPath, cdk, { env, encoding: 'utf8' });
  const read = (file: string) => JSON.parse(readFileSync(join(output, file), 'utf8'));
  const template = () => read('EksScheduler.template.json');
  const templates = () => {
    const files = readdirSync(output).filter((file) => file.endsWith('.template.json'));
    return Object.fromEntries(files.map((file) => [file, read(file)]));
  };
  return { status, err: stderr, template, templates };
}

test('without credentials it gives the same templates twice, bundles and all', () => {
  const [first, second] = [synth('first'), synth('second')];

  expect([first, second]).toMatchObject([{ status: 0 }, { status: 0 }]);
  expect(Object.keys(first.templates()).sort()).toEqual([
    'EksScheduler.template.json',
    'EksSchedulerTarget.template.json',
  ]);
  expect(second.templates()).toEqual(first.templates());
  // What goes to other accounts is deployed as it stands: it has nothing to upload, and asks for no bootstrapped account.
  expect(existsSync(join(folder, 'first', 'EksSchedulerTarget.assets.json'))).toBe(false);
  expect(Object.keys(first.templates()['EksSchedulerTarget.template.json'] ?? {}).sort()).toEqual([
    'Description',
    'Parameters',
    'Resources',
  ]);
});

test('-c config deploys another file, -c stackName names the stack, and -c account and region pin the place', () => {
  const config = join(folder, 'ours.yaml');
  writeFileSync(config, 'deployment:\n  logRetentionDays: 30\n');

  const place = ['-c', 'account=111122223333', '-c', 'region=eu-central-1'];
  const { status, template } = synth('ours', '-c', `config=${config}`, '-c', 'stackName=sleep', ...place);
  const manifest = JSON.parse(readFileSync(join(folder, 'ours', 'manifest.json'), 'utf8'));

  expect(status).toBe(0);
  expect(JSON.stringify(template())).toContain('"RetentionInDays":30');
  expect(manifest.artifacts.EksScheduler).toMatchObject({
    environment: 'aws://111122223333/eu-central-1',
    properties: { stackName: 'sleep' },
  });
});

test('a configuration that is wrong ends in one line that says what and where', () => {
  const config = join(folder, 'wrong.yaml');
  writeFileSync(config, 'deployment:\n  logRetentionDay: 30\n');

  const { status, err } = synth('wrong', '-c', `config=${config}`);

  expect(status).not.toBe(0);
  expect(err).toMatch(/^eks-scheduler: [^\n]*logRetentionDay[^\n]*logRetentionDays/m);
  expect(err).not.toMatch(/^ +at /m);
});
