import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { NightResult } from '../../sandbox/night/night-result.ts';
import { runNight } from '../../sandbox/night/run-night.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { aTalkativeWorld } from '../cli/a-talkative-world.ts';
import { callersEnvironment } from '../cli/callers-environment.ts';
import { catchOutput } from '../cli/catch-output.ts';
import { aNightOnTheTwin } from './a-night.ts';

catchOutput();
const environment = { ...process.env };
const directory = mkdtempSync(join(tmpdir(), 'snapshots-'));

afterAll(() => rmSync(directory, { recursive: true }));

beforeEach(() => {
  Object.assign(process.env, callersEnvironment());
});

afterEach(() => {
  process.env = { ...environment };
});

/** What a night came to, without the names that its nodes and pods happened to have. */
function factsOf({ pods, residualPods, lostPods, nodeGroups, webhooks, differences, actions }: NightResult) {
  return {
    ...{ pods, nodeGroups, differences },
    residual: residualPods.map(({ budget }) => budget).sort(),
    lost: lostPods.map(({ what }) => what).sort(),
    webhooks: webhooks.map(({ webhook, decision, reason, result }) => [webhook, decision, reason, result]),
    verbs: actions.map(({ phase, verb }) => `${phase} ${verb}`).sort(),
  };
}

test.each([
  ['all that may be read', []],
  ['the least rights', ['--access-role', 'eks-scheduler-access']],
])('a snapshot with %s gives the same night as the cluster', async (_, words) => {
  const world = aTalkativeWorld();
  const { sandbox } = await aNightOnTheTwin({ world });
  process.env.AWS_ENDPOINT_URL = sandbox.awsUrl;
  const file = join(directory, 'snapshot.yaml');
  expect(await main(['snapshot', '--cluster', 'sweep', '--output', file, ...words])).toBe(0);
  const [original, again] = await Promise.all(
    [world, readWorld(file)].map((each) => runNight({ world: each, action: 'night', dryRun: false })),
  );
  expect(original && factsOf(original)).toEqual(again && factsOf(again));
  expect(original?.pods).toMatchObject({ residual: 1, lost: 2 });
  expect(again?.forecast).toMatchObject({
    budgets: [{ budget: 'shop/cart', pods: [expect.stringMatching(/^shop\/cart-/)] }],
    time: { graces: [{ workload: 'Deployment shop/talk', graceSeconds: 90 }] },
    webhooks: [{ webhook: 'nodes-and-pods.policy.example.com', result: 'restored' }],
    unfit: [],
  });
});
