import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** A copy of what a clone has, with the packages of this one: `npm ci` here would take minutes, and empty the folder it links to. */
const clone = mkdtempSync(join(tmpdir(), 'clone-'));
const home = mkdtempSync(join(tmpdir(), 'home-'));

beforeAll(() => {
  const words = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', words, { encoding: 'utf8' }).split('\0');
  for (const file of files) if (file !== '' && existsSync(file)) cpSync(file, join(clone, file));
  symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
});

afterAll(() => {
  for (const folder of [clone, home]) rmSync(folder, { recursive: true });
});

/** What README has a person do, fenced block by fenced block, without the indentation of its lists. */
function blocksOf(section: string, until: string): string[] {
  const [, after = ''] = readFileSync('README.md', 'utf8').split(`\n${section}\n`);
  const [text = ''] = after.split(`\n${until}`);
  return [...text.matchAll(/^( *)```\w+\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', block = '']) =>
    block.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd(),
  );
}

/** As a person without credentials: nothing of AWS in the environment, no home to find any in, and no registry. */
function type(line: string) {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    AWS_EC2_METADATA_DISABLED: 'true',
    npm_config_offline: 'true',
    // No hook may install into the linked packages.
    npm_config_ignore_scripts: 'true',
    npm_config_update_notifier: 'false',
  };
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: clone, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

function json(file: string) {
  return JSON.parse(readFileSync(join(clone, file), 'utf8'));
}

test('README’s deployment, typed as it stands in a clone, works up to the point where credentials are needed', () => {
  const [install, schedules = '', synth = '', bootstrap, deploy, access = ''] = blocksOf(
    '## Into an AWS account',
    '**Try it.**',
  );

  // `npm ci` refuses a lockfile that is not that of package.json.
  expect(install).toBe('npm ci');
  const { dependencies, devDependencies } = json('package.json');
  expect(json('package-lock.json').packages['']).toMatchObject({ dependencies, devDependencies });

  const file = join(clone, 'config/eks-scheduler.yaml');
  const [before = '', after, ...more] = readFileSync(file, 'utf8').split(/^schedules: \[\].*$/m);
  expect({ after: typeof after, more }).toEqual({ after: 'string', more: [] });
  writeFileSync(file, `${before}${schedules}${after}`);

  expect(synth).toBe('npm run synth');
  expect(type(synth)).toMatchObject({ status: 0 });
  const { Resources } = json('cdk.out/EksScheduler.template.json') as {
    Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
  };
  const made = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule');
  expect(made.map(({ Properties }) => Properties)).toMatchObject([
    {
      Name: 'office-hours-stop',
      ScheduleExpression: 'cron(0 20 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    },
    {
      Name: 'office-hours-start',
      ScheduleExpression: 'cron(0 7 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
    },
  ]);
  expect(existsSync(join(clone, 'cdk.out/EksSchedulerTarget.template.json'))).toBe(true);

  // These two need credentials.
  expect([bootstrap, deploy]).toEqual(['npx cdk bootstrap', 'npx cdk deploy EksScheduler']);
  expect(json('cdk.out/manifest.json').artifacts).toHaveProperty('EksScheduler');

  const [look = '', apply] = access.split('\n').map((line) => line.replace(/ +#.*$/, ''));
  expect([look, apply]).toEqual([
    'npx eks-scheduler access --cluster shop-dev',
    'npx eks-scheduler access --cluster shop-dev --apply',
  ]);
  const printed = type(look);
  expect(printed).toMatchObject({ status: 0, stderr: '' });
  expect(printed.stdout).toMatch(/^aws eks create-access-entry --cluster-name shop-dev /m);
  expect(printed.stdout).toMatch(/^kubectl apply -f - <<'EOF'$/m);
}, 300_000);
