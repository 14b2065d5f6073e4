import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import { kubeconfig } from '../../sandbox/kubeconfig.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { blocksOf, pages } from '../docs/pages.ts';
import { shellLines } from '../docs/shell-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'documented-kubectl-'));
const root = resolve(import.meta.dirname, '../..');
let sandbox: Sandbox;
let environment: NodeJS.ProcessEnv;

beforeAll(async () => {
  const clock = new SimulatedClock(new Date());
  sandbox = await startSandbox({ world: readWorld(join(root, 'sandbox/worlds/example.yaml')), clock });
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfig(sandbox));
  const binaries = await buildControlPlane(() => undefined);
  const { NODE_OPTIONS: _ofTheTests, ...inherited } = process.env;
  environment = { ...inherited, KUBECONFIG: file, PATH: `${binaries}${delimiter}${process.env.PATH}` };
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

const lines = pages()
  .flatMap(blocksOf)
  .flatMap(shellLines)
  .filter(({ text }) => /^kubectl |\| kubectl apply -f -$/.test(text));

test.each(lines.map(({ at, text }) => [text, at]))('kubectl takes `%s` (%s) in the sandbox', async (text) => {
  await expect(promisify(execFile)('sh', ['-c', text], { cwd: root, env: environment })).resolves.toBeDefined();
});

test('kubectl takes the manifest that access prints', async () => {
  const { stdout } = await promisify(execFile)(
    'sh',
    ['-c', 'npx eks-scheduler access --cluster shop-dev --manifest | kubectl apply -f -'],
    { cwd: root, env: environment },
  );

  expect(stdout).toMatch(/^clusterrole\S* (created|configured|unchanged)$/m);
});
