import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openStateFile } from '../../cli/local/state-file.ts';
import { main } from '../../cli/main.ts';
import { mulberry32 } from '../../sandbox/mulberry32.ts';
import { compareSnapshots, type Difference } from '../../sandbox/night/compare-snapshots.ts';
import type { WorldSnapshot } from '../../sandbox/night/world-snapshot.ts';
import { place } from '../../sandbox/place.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { aCommandIn } from '../cli/a-command.ts';
import { catchOutput } from '../cli/catch-output.ts';
import { aLocalCluster, type LocalCluster } from '../cli/local/a-local-cluster.ts';
import { eventually } from '../eventually.ts';

const printed = catchOutput();
const environment = { ...process.env };
const example = fileURLToPath(new URL('../../sandbox/worlds/example.yaml', import.meta.url));

let cluster: LocalCluster;
let evening: WorldSnapshot;

beforeAll(async () => {
  cluster = await aLocalCluster(readWorld(example));
  evening = cluster.snapshot();
});

afterAll(() => cluster.close());

beforeEach(() => {
  Object.assign(process.env, cluster.environment);
});

afterEach(() => {
  process.env = { ...environment };
});

/** Types a command, and answers its exit code. */
function type(...words: readonly string[]): Promise<number> {
  Object.assign(printed, { out: '', err: '' });
  return main(words);
}

/** What is not as it was, once the cluster has come to rest. */
function differences(from: WorldSnapshot): Promise<Difference[]> {
  return eventually(
    () => compareSnapshots(from, cluster.snapshot()),
    ({ length }) => length === 0,
  );
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Kills the command as soon as it has written so many bytes of state; false where it had ended before. */
async function isKilled(file: string, bytes: number, ...words: readonly string[]): Promise<boolean> {
  // The command begins with what the file comes down to when it is opened.
  if (existsSync(file)) openStateFile(file, place, Date.now()).close();
  const first = sizeOf(file);
  const { process: child, ended } = aCommandIn(cluster.environment, ...words);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && sizeOf(file) < first + bytes) await moment();
  child.kill('SIGKILL');
  const { code } = await ended;
  return code === null;
}

function moment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 3));
}

/** The command that `status` tells for the run that was cut off; where it knows of none, the one that was typed did nothing yet. */
async function toldByStatus(where: readonly string[], typed: string[]): Promise<string[]> {
  await type('status', '--cluster', 'shop-dev', ...where.slice(0, 3));
  const told = /eks-scheduler (redrive .*)$/m.exec(printed.out)?.[1];
  return told === undefined ? typed : [...told.split(' '), '--reports', where[4] ?? ''];
}

test('a night whose process is killed ten times, in the evening and in the morning, comes to the same end each time', async () => {
  const undisturbed = cluster.inFile('undisturbed.jsonl');
  const [, , file = ''] = undisturbed;
  expect(await type('stop', '--cluster', 'shop-dev', '--quiet', ...undisturbed)).toBe(0);
  const written = { stop: sizeOf(file), start: 0 };
  openStateFile(file, place, Date.now()).close();
  const before = sizeOf(file);
  expect(await differences({ ...cluster.snapshot(), nodes: 0 })).toEqual([]);
  const asleep = cluster.snapshot();
  expect(await type('start', '--cluster', 'shop-dev', '--quiet', ...undisturbed)).toBe(0);
  written.start = sizeOf(file) - before;
  expect(await differences(evening)).toEqual([]);

  const random = mulberry32(7);
  const ends = { stop: asleep, start: evening };
  let kills = 0;
  for (let night = 1; night <= 3; night++) {
    const where = cluster.inFile(`night-${night}.jsonl`);
    for (const action of ['stop', 'start'] as const) {
      let words = [action, '--cluster', 'shop-dev', ...where];
      const killedAt: number[] = [];
      // The run itself, and what goes on with it; early enough that there is something left to kill.
      for (const part of [0.5, 0.3]) {
        killedAt.push(1 + (random() % Math.floor(written[action] * part)));
        if (await isKilled(where[2] ?? '', killedAt.at(-1) ?? 0, ...words)) kills++;
        words = await toldByStatus(where, words);
      }
      const code = await type(...words, '--quiet');
      expect({ night, action, killedAt, code, said: code === 0 ? '' : printed.out + printed.err }).toEqual({
        ...{ night, action, killedAt, code: 0, said: '' },
      });
      const left = await differences(ends[action]);
      expect({ night, action, killedAt, left }).toEqual({ night, action, killedAt, left: [] });
    }
  }
  expect(kills).toBeGreaterThanOrEqual(10);
  const { engine } = cluster.sandbox;
  expect(engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn))).toEqual([]);
}, 240_000);

test("the caller's own credentials are of one account: a cluster in another fails with the cure", async () => {
  const words = ['stop', '--cluster', 'shop-dev', '--account', '444455556666', '--dry-run', '--quiet'];
  expect(await type(...words, ...cluster.inFile('elsewhere.jsonl'))).toBe(1);
  expect(printed.out).toContain('name a role to assume there: --access-role eks-scheduler-access');
});

test('a role that is named is assumed, and may what its access entry says', async () => {
  const words = ['stop', '--cluster', 'shop-dev', '--dry-run', '--quiet', '--access-role'];
  expect(await type(...words, 'eks-scheduler-access', ...cluster.inFile('role.jsonl'))).toBe(0);
  expect(await type(...words, 'nobody', ...cluster.inFile('role.jsonl'))).toBe(1);
  expect(printed.out).toContain('Kubernetes answered 401');
});

test('a cluster that a deployed run holds is not taken where the deployed table keeps the state', async () => {
  const { engine, awsUrl, deployment } = cluster.sandbox;
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Rest',
    States: { Rest: { Type: 'Wait', Seconds: 99_999, End: true } },
  });
  const { arn } = engine.createStateMachine({
    name: 'resting',
    definition,
    roleArn: 'arn:aws:iam::111122223333:role/r',
  });
  const holder = engine.startExecution({ stateMachineArn: arn }).arn;
  const table = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: awsUrl }));
  const lock = {
    pk: 'CLUSTER#111122223333/eu-west-1/shop-dev',
    sk: 'LOCK',
    holder,
    action: 'stop',
    acquiredAt: '2026-11-23',
  };
  await table.send(new PutCommand({ TableName: deployment.tables[0]?.name ?? '', Item: lock }));
  table.destroy();

  expect(await type('start', '--cluster', 'shop-dev', '--local', '--quiet')).toBe(1);
  expect(printed.out).toContain(`Cluster shop-dev is held by the stop ${holder}, which is RUNNING.`);
  expect(printed.err).toContain('Notice: ');
  expect(readdirSync(join(cluster.directory, 'eks-scheduler'))).toEqual(['111122223333-eu-west-1.jsonl']);
});
