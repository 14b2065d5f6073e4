import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { main } from '../../cli/main.ts';
import { accessManifest } from '../../src/kubernetes/access-rules.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();

afterEach(() => {
  delete process.env.EKS_CONFIG;
});

async function access(...words: readonly string[]): Promise<string> {
  expect(await main(['access', ...words])).toBe(0);
  expect(printed.err).toBe('');
  return printed.out;
}

/** Lines that a shell would run, each continued one as one. */
function commandsOf(script: string): string[] {
  const lines = script.replaceAll('\\\n', '').split('\n');
  return lines.filter((line) => /^(aws|kubectl) /.test(line)).map((line) => line.replaceAll(/ +/g, ' '));
}

test('the lines create the access entry of a named account and region, and apply the rules', async () => {
  const script = await access('--cluster', 'dev', '--account', '111122223333', '--region', 'eu-central-1');

  expect(commandsOf(script)).toEqual([
    'aws eks create-access-entry --cluster-name dev --region eu-central-1 --type STANDARD --kubernetes-groups eks-scheduler' +
      ' --principal-arn "arn:aws:iam::111122223333:role/eks-scheduler-access"',
    "kubectl apply -f - <<'EOF'",
  ]);
});

test('without an account the lines ask for the one that is logged in, and without a region they leave it to aws', async () => {
  const [create = ''] = commandsOf(await access('--cluster', 'dev'));

  expect(create).toContain('arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):role/');
  expect(create).not.toContain('--region');
});

test('a cluster that knows only its ConfigMap is told of, with the command that changes it', async () => {
  const script = await access('--cluster', 'dev', '--region', 'eu-west-1');

  expect(script).toMatch(
    /^# +aws eks update-cluster-config --name dev --region eu-west-1 --access-config authenticationMode=API_AND_CONFIG_MAP$/m,
  );
  expect(script).toContain('there is no way back');
});

test('--manifest prints the ClusterRole and its binding, and nothing else', async () => {
  const documents = parseAllDocuments(await access('--cluster', 'dev', '--manifest'));

  expect(documents.map((document) => document.toJS())).toEqual(accessManifest());
});

test('--json prints both for a program', async () => {
  const document = JSON.parse(await access('--cluster', 'dev', '--account', '111122223333', '--json'));

  expect(document).toEqual({
    accessEntries: [
      {
        clusterName: 'dev',
        region: null,
        principalArn: 'arn:aws:iam::111122223333:role/eks-scheduler-access',
        kubernetesGroups: ['eks-scheduler'],
        type: 'STANDARD',
      },
    ],
    manifest: accessManifest(),
  });
});

test.each([
  ['cn-north-1', 'arn:aws-cn:iam::111122223333:role/eks-scheduler-access'],
  ['us-gov-west-1', 'arn:aws-us-gov:iam::111122223333:role/eks-scheduler-access'],
])('in %s the role is that of its partition', async (region, arn) => {
  const words = ['--cluster', 'dev', '--account', '111122223333', '--region', region, '--json'];

  expect(JSON.parse(await access(...words)).accessEntries[0].principalArn).toBe(arn);
});

test('the role path of the configuration that EKS_CONFIG names is in the ARN', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  process.env.EKS_CONFIG = join(folder, 'ours.yaml');
  writeFileSync(process.env.EKS_CONFIG, 'deployment:\n  rolePath: /platform/\n');

  const script = await access('--cluster', 'dev', '--account', '111122223333');
  rmSync(folder, { recursive: true });

  expect(script).toContain('"arn:aws:iam::111122223333:role/platform/eks-scheduler-access"');
});

test.each([
  ['no cluster', [], 'cluster'],
  ['a name that no cluster has', ['--cluster', 'dev; rm -rf /'], 'letters, digits, - and _'],
  ['an account that is none', ['--cluster', 'dev', '--account', '12'], '12 digits'],
  ['a region that is none', ['--cluster', 'dev', '--region', 'Frankfurt'], 'for example eu-west-1'],
  ['a look and a change', ['--cluster', 'dev', '--check', '--apply'], 'cannot be used with'],
  ['two kinds of output', ['--cluster', 'dev', '--json', '--manifest'], 'cannot be used with'],
])('%s is refused with exit code 2, and nothing is printed that a shell could run', async (_what, words, says) => {
  expect(await main(['access', ...words])).toBe(2);
  expect(printed.out).toBe('');
  expect(printed.err).toContain(says);
});

test('--help shows how it is typed', async () => {
  expect(await access('--help')).toContain('$ eks-scheduler access --cluster shop-dev');
});
