import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, describe, expect, test } from '@jest/globals';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import type { NightResult } from '../../sandbox/night/night-result.ts';
import { aCommandIn, type Command } from '../cli/a-command.ts';
import { eventually } from '../eventually.ts';

const root = mkdtempSync(join(tmpdir(), 'commands-'));
afterAll(() => rmSync(root, { recursive: true }));

function aWorldFile(name: string, text: string): string {
  const file = join(root, name);
  writeFileSync(file, text);
  return file;
}

const shop = `apiVersion: sandbox.eks-scheduler.io/v1
kind: World
cluster: { name: shop-dev, version: '1.33' }
nodeGroups:
  - { name: apps, minSize: 1, maxSize: 3, desiredSize: 2, launchSeconds: 60, bootSeconds: 30, terminateSeconds: 60 }
---
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: app, image: app }] }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: cart, namespace: shop }
spec: { minAvailable: 2, selector: { matchLabels: { app: cart } } }
`;
const world = aWorldFile('world.yaml', shop);

/** Its evening is waited for until nothing has moved for a while. */
const worldThatIsNeverReady = aWorldFile(
  'never-ready.yaml',
  `${shop}---
apiVersion: apps/v1
kind: Deployment
metadata: { name: stuck, namespace: shop }
spec:
  selector: { matchLabels: { app: stuck } }
  template:
    metadata: { labels: { app: stuck }, annotations: { sandbox.eks-scheduler.io/never-ready: 'true' } }
    spec: { containers: [{ name: app, image: app }] }
`,
);

/** The real command on the real control plane, with a folder for temporary files that nobody else uses. */
function aRealCommand(
  words: readonly string[],
  file = world,
): { readonly command: Command; readonly remains: () => string[] } {
  const folder = mkdtempSync(join(root, 'temporary-'));
  const command = aCommandIn({ TMPDIR: folder }, ...words, '--kubernetes', 'real', '--world', file);
  const processes = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\n');
  // tsx keeps a cache and the loader's pipe there, which are not ours.
  const files = () => readdirSync(folder).filter((name) => !name.startsWith('tsx-') && name !== 'node-compile-cache');
  return { command, remains: () => [...files(), ...processes().filter((line) => line.includes(folder))] };
}

const nothing = async (remains: () => string[]) => eventually(remains, ({ length }) => length === 0);

test('rehearse --json prints one document of a night in which all came back, and leaves nothing', async () => {
  const { command, remains } = aRealCommand(['rehearse', '--json']);
  const { code, out, err } = await command.ended;

  const result = JSON.parse(out) as NightResult;
  expect(result).toMatchObject({ kubernetes: 'real', waits: 60, differences: [] });
  expect(code).toBe(0);
  expect(err).toContain('Waiting for the evening: every pod ready\n');
  expect(result.pods.evicted).toBeGreaterThan(0);
  expect(result.nodeGroups).toMatchObject([{ before: { desired: 2 }, asleep: { desired: 0 }, after: { desired: 2 } }]);
  // Of now, and not of the Monday on which simulated nights begin.
  expect(Math.abs(Date.parse(result.startedAt) - Date.now())).toBeLessThan(600_000);
  expect(await nothing(remains)).toEqual([]);
});

describe('Ctrl-C', () => {
  test('while the cluster comes up ends it at once with exit code 130, and nothing is left', async () => {
    const { command, remains } = aRealCommand(['rehearse'], worldThatIsNeverReady);
    await eventually(remains, (left) => left.some((line) => line.includes('kwok')));

    const interruptedAt = performance.now();
    command.process.kill('SIGINT');

    expect(await command.ended).toMatchObject({
      code: 130,
      err: expect.stringContaining('Interrupted. Nothing is left behind'),
    });
    // Most of it is the control plane's own time to stop.
    expect(performance.now() - interruptedAt).toBeLessThan(15_000);
    expect(await nothing(remains)).toEqual([]);
  });

  test('in the middle of a night, and again at once, leaves nothing either', async () => {
    const { command, remains } = aRealCommand(['rehearse', '--action', 'stop']);
    await command.printed(/Drain nodes/);
    expect(remains().length).toBeGreaterThan(5);

    command.process.kill('SIGINT');
    command.process.kill('SIGINT');

    await command.ended;
    expect(await nothing(remains)).toEqual([]);
  });
});

test('sandbox serves aws and kubectl as with the twin, and Ctrl-C ends it cleanly', async () => {
  const { command, remains } = aRealCommand(['sandbox']);
  const out = await command.printed(/Ctrl-C ends it/);
  const words = [...out.matchAll(/^export (.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
  const variables: Record<string, string> = Object.fromEntries(words.map((word) => word.split(/=(.*)/s).slice(0, 2)));
  const kubectl = join(await buildControlPlane(() => undefined), 'kubectl');
  const nodes = execFileSync(kubectl, ['get', 'nodes', '-o', 'name'], {
    env: { ...process.env, ...variables },
    encoding: 'utf8',
  });
  const { AWS_ENDPOINT_URL = '', AWS_REGION = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = variables;
  const states = new SFNClient({
    endpoint: AWS_ENDPOINT_URL,
    region: AWS_REGION,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  const stateMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-down';
  const input = '{"cluster":"shop-dev","dryRun":true}';
  const { executionArn } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
  const { status } = await eventually(
    () => states.send(new DescribeExecutionCommand({ executionArn })),
    (execution) => execution.status !== 'RUNNING',
    60_000,
  );
  states.destroy();
  execFileSync(kubectl, ['delete', 'clusterrole,clusterrolebinding', 'eks-scheduler'], {
    env: { ...process.env, ...variables },
  });
  const applied = await aCommandIn(variables, 'access', '--cluster', 'shop-dev', '--apply', '--yes').ended;
  const examined = await aCommandIn(variables, 'doctor', '--cluster', 'shop-dev', '--only', 'rules', '--json').ended;
  command.process.kill('SIGINT');

  expect(await command.ended).toMatchObject({ code: 0 });
  expect(applied).toMatchObject({
    code: 0,
    out: expect.stringContaining('Done: create the ClusterRole eks-scheduler'),
  });
  expect(JSON.parse(examined.out)).toMatchObject({ findings: [{ check: 'rules', level: 'ok' }] });
  expect(nodes.trim().split('\n')).toHaveLength(2);
  expect(status).toBe('SUCCEEDED');
  expect(await nothing(remains)).toEqual([]);
});
