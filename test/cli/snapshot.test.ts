import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { kubeconfig } from '../../sandbox/kubeconfig.ts';
import { place } from '../../sandbox/place.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { aTalkativeWorld, planted } from './a-talkative-world.ts';
import { callersEnvironment } from './callers-environment.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();
const environment = { ...process.env };
const directory = mkdtempSync(join(tmpdir(), 'snapshots-'));
const file = join(directory, 'snapshot.yaml');

/** The cluster that the command is set to. Nobody changes it. */
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    world: aTalkativeWorld(),
    clock: new SimulatedClock(new Date('2026-01-12T20:00:00Z')),
  });
});

afterAll(async () => {
  rmSync(directory, { recursive: true });
  await sandbox.close();
});

beforeEach(() => {
  Object.assign(process.env, callersEnvironment(sandbox.awsUrl));
});

afterEach(() => {
  process.env = { ...environment };
});

async function snapshot(...words: readonly string[]): Promise<{ code: number; text: string }> {
  const code = await main(['snapshot', '--cluster', 'sweep', '--output', file, ...words]);
  return { code, text: code === 0 ? readFileSync(file, 'utf8') : '' };
}

test('a snapshot holds what a night depends on and none of what is nobody\u2019s business', async () => {
  const { code, text } = await snapshot();
  expect(code).toBe(0);
  expect(text).not.toContain(planted);
  expect(text).not.toMatch(/^ *(env|envFrom|args|managedFields|data|uid: uid):/m);
  expect(printed.out).toContain('Never asked for: Secrets, ConfigMaps.');
  expect(printed.out).toMatch(/^Left out: \d+ environment values$/m);
  expect(printed.out).toMatch(/^Left out: \d+ annotations$/m);

  const taken = readWorld(file);
  expect(taken.cluster.name).toBe('sweep');
  expect(taken.nodeGroups.map(({ name, desiredSize, taints }) => [name, desiredSize, taints.length])).toEqual([
    ['apps', 2, 0],
    ['batch', 1, 1],
    ['idle', 0, 1],
  ]);
});

test('the same cluster gives the same file; with --json what is in it and what is not is one document', async () => {
  const first = await snapshot();
  printed.out = '';
  const second = await snapshot('--json');
  expect(second.text).toBe(first.text);
  const about = JSON.parse(printed.out) as { leftOut: Record<string, number>; objects: Record<string, number> };
  expect(about).toMatchObject({ file, nodeGroups: 3, notAllowed: [], objects: { Node: 3, Pod: 1, StatefulSet: 1 } });
  expect(Object.keys(about.objects)).not.toContain('Secret');
  expect(about.leftOut).toMatchObject({ 'CA bundles': 4, 'pods that their owners make': expect.any(Number) });

  const config = join(directory, 'kubeconfig');
  writeFileSync(config, kubeconfig(sandbox));
  expect((await snapshot('--kubeconfig', config)).text).toBe(first.text);
  expect(printed.out).not.toContain('leads to');
  writeFileSync(config, kubeconfig(sandbox).replace('//127.0.0.1:', '//localhost:'));
  await snapshot('--kubeconfig', config);
  expect(printed.out).toContain('The kubeconfig leads to https://localhost:');
});

test('with the least rights it goes without what the phases do not read, and says so', async () => {
  const { code, text } = await snapshot('--access-role', 'eks-scheduler-access');
  expect(code).toBe(0);
  expect(printed.out).toContain(
    'You may not list, so a rehearsal goes without them: priorityclasses, replicasets, jobs, persistentvolumeclaims, persistentvolumes.',
  );
  expect(text).not.toContain('kind: ReplicaSet');
  expect(readWorld(file).objects.filter(({ kind }) => kind === 'Pod')).toHaveLength(1);
});

test('a cluster that is not there is told with the nearest name, and other wrong words with their cure', async () => {
  const told = async (...words: readonly string[]) => {
    printed.err = '';
    expect(await main(['snapshot', '--output', file, ...words])).toBe(2);
    return printed.err;
  };
  expect(await told('--cluster', 'swep')).toBe(
    `eks-scheduler: EKS knows no cluster swep in account ${place.account}, region ${place.region}. Did you mean sweep?\n`,
  );
  expect(await told('--cluster', 'other-one')).toContain('There are: sweep.');
  expect(await told('--cluster', 'sweep', '--account', '999988887777')).toContain('--access-role');
  expect(await told('--cluster', 'sweep', '--output', join(directory, 'no', 'file.yaml'))).toContain(
    'Name another file.',
  );
  expect(await told('--cluster', 'sweep', '--kubeconfig', join(directory, 'none'))).toContain('--kubeconfig');
  const unlit = join(directory, 'unlit');
  writeFileSync(
    unlit,
    kubeconfig(sandbox).replace(/certificate-authority-data: .*/, 'certificate-authority: gone.crt'),
  );
  expect(await told('--cluster', 'sweep', '--kubeconfig', unlit)).toContain('aws eks update-kubeconfig');
  const failing = join(directory, 'failing');
  const command = 'exec: { apiVersion: client.authentication.k8s.io/v1, command: "false", interactiveMode: Never }';
  writeFileSync(failing, kubeconfig(sandbox).replace(/token: .*/, command));
  expect(await told('--cluster', 'sweep', '--kubeconfig', failing)).toContain('failed: it says nothing');
  const stranger = join(directory, 'stranger');
  writeFileSync(stranger, kubeconfig(sandbox).replace(/token: .*/, 'token: of-nobody'));
  expect(await told('--cluster', 'sweep', '--kubeconfig', stranger)).toMatch(/ 401 .*\(aws eks list-access-entries/);
  expect(await told('--cluster', 'sweep', '--output', '-', '--json')).toContain('Name a file');
  expect(await told('--cluster', 'sweep', '--access-role', 'not a role')).toContain('Write the name of a role');
});
