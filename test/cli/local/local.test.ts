import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { main } from '../../../cli/main.ts';
import { aWorld } from '../../journeys/a-night.ts';
import { catchOutput } from '../catch-output.ts';
import { aLocalCluster, type LocalCluster } from './a-local-cluster.ts';

const printed = catchOutput();
const environment = { ...process.env };

let cluster: LocalCluster;

beforeAll(async () => {
  cluster = await aLocalCluster(aWorld());
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

test('a dry run in the process of the command asks EKS and the cluster, and leaves its report in a folder and nothing in AWS', async () => {
  const evening = cluster.snapshot();
  const where = cluster.inFile('dry.jsonl');
  expect(await type('stop', '--cluster', 'dev', '--dry-run', '--quiet', ...where)).toBe(0);
  const [report = ''] = /^Report: .*\.json$/m.exec(printed.out) ?? [];
  const { plan } = JSON.parse(readFileSync(report.replace('Report: ', ''), 'utf8')) as { plan?: unknown };
  expect(plan).not.toBeNull();
  expect(readdirSync(join(cluster.directory, 'reports', 'dev'))).toHaveLength(4);
  expect(cluster.snapshot()).toEqual(evening);
  const { engine } = cluster.sandbox;
  expect(engine.listStateMachines().flatMap(({ arn }) => engine.listExecutions(arn))).toEqual([]);

  expect(await type('runs', '--json', ...where.slice(0, 3))).toBe(0);
  expect(printed.out).toContain('dev-stop-');
});

test('with nothing deployed it wants a file for the state', async () => {
  const lambda = createServer((_request, response) => {
    response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}');
  });
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_LAMBDA = `http://127.0.0.1:${(lambda.address() as AddressInfo).port}`;
  const code = await type('stop', '--cluster', 'dev', '--local');
  await new Promise((resolve) => lambda.close(resolve));
  expect(code).toBe(2);
  expect(printed.err).toContain('Name a file to keep it in: --state eks-scheduler-state.jsonl.');
});
