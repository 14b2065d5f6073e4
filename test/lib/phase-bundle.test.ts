import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { configurationToDeploy } from '../../lib/configuration-to-deploy.ts';
import { bytesBelow } from '../../sandbox/deployment/bytes-below.ts';
import { type FunctionDefinition, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { loadFile } from '../../src/config/load-configuration.ts';

const askAwsAlone = ['on-run-failed', 'report-run', 'scale-node-group'];
const reachClusters = ['drain-nodes', 'prepare-run', 'validate-webhooks'];

let functions: readonly FunctionDefinition[];

beforeAll(async () => {
  functions = loadDeployment(await synthesize(), { account: '111122223333', region: 'eu-west-1' }).functions;
});

function folderOf({ handler }: FunctionDefinition): string {
  return handler.split('/')[0] ?? '';
}

function codeOf(folder: string): string {
  const found = functions.find((definition) => folderOf(definition) === folder);
  if (!found) throw new Error(`Nothing is deployed for ${folder}.`);
  return found.codeDirectory;
}

test('no function is deployed with more than 2.5 MB', () => {
  const megabytes = functions.map(({ codeDirectory }) => bytesBelow(codeDirectory) / 1e6);

  expect(megabytes.length).toBeGreaterThan(15);
  expect(Math.max(...megabytes)).toBeLessThanOrEqual(2.5);
});

test('what never talks to Kubernetes is deployed without its client', () => {
  const [aws = '', ...othersOfAws] = [...new Set(askAwsAlone.map(codeOf))];
  const [cluster = '', ...othersOfClusters] = [...new Set(reachClusters.map(codeOf))];

  expect([othersOfAws, othersOfClusters]).toEqual([[], []]);
  expect(bytesBelow(aws)).toBeLessThan(0.7 * bytesBelow(cluster));
});

describe('a deployed function', () => {
  /** A Node as Lambda starts it, with nothing of the project around: every handler is imported and called once, without an environment. */
  const script = `
    const answers = [];
    for (const { file, handler } of JSON.parse(process.argv[1])) {
      const { [handler]: call } = await import(file);
      const event = { run: { id: 'r', cluster: {}, dryRun: false }, step: 1, items: [], execution: {}, detail: {} };
      const lambda = { invokedFunctionArn: '', getRemainingTimeInMillis: () => 1000 };
      answers.push(await call(event, lambda).catch(({ name, message }) => name + ': ' + message));
    }
    console.log(JSON.stringify(answers));`;

  test('loads in a bare Node, and answers an event that it cannot serve with an error that has a name', () => {
    const handlers = functions.map(({ codeDirectory, handler }) => {
      const [module = '', name = ''] = handler.split('.');
      return { file: join(codeDirectory, `${module}.mjs`), handler: name };
    });

    const words = ['--input-type=module', '--eval', script, JSON.stringify(handlers)];
    const answers = JSON.parse(execFileSync(process.execPath, words, { env: {}, encoding: 'utf8' }));

    expect(new Set(answers)).toEqual(
      new Set([expect.stringMatching(/^ConfigurationError: Environment variable \w+ is not set\./)]),
    );
  });

  test('has the configuration beside it, whole', () => {
    const text = readFileSync(join(codeOf('prepare-run'), 'eks-scheduler.yaml'), 'utf8');

    expect(loadFile(text)).toEqual(configurationToDeploy({}));
  });
});
