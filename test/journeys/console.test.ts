import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from '@jest/globals';
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node';
import { kubeconfig } from '../../sandbox/kubeconfig.ts';
import type { Kubernetes } from '../../sandbox/start-kubernetes.ts';
import { credentials, place, type Sandbox } from '../../sandbox/start-sandbox.ts';
import { aNight, longestRunMs, type Night } from './a-night.ts';
import { fromOutside } from './from-outside.ts';
import { onTheTwinAlone } from './plane.ts';

const servers = new Set<Server>();

afterEach(() => {
  for (const server of servers) server.close();
  servers.clear();
});

test('a cluster is put to sleep and woken with nothing but an SDK and a kubeconfig', async () => {
  const night = await aNight();
  const { states } = fromOutside(night);
  const input = JSON.stringify({ cluster: night.sandbox.cluster });
  const nodes = nodesOf(night.sandbox);
  expect(await nodes()).toHaveLength(2);

  const stop = await run(states, night, night.sandbox.machineArn('stop'), input);
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  expect(await nodes()).toEqual([]);
  const events = await historyOf(states, stop.executionArn ?? '');
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
  expect([events.at(0)?.type, events.at(-1)?.type]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
  expect(titlesOf(events)).toEqual(expect.arrayContaining(['Prepare run', 'Drain nodes', 'Report run']));

  const start = await run(states, night, night.sandbox.machineArn('start'), input);
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

onTheTwinAlone('they ask AWS and no Kubernetes', () => {
  test('a history is read in pages, and from its end', async () => {
    const { sandbox, ...night } = await aNight();
    const { states } = fromOutside({ sandbox, ...night });
    const { arn: executionArn } = await night.stop();
    const first = await states.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 5 }));
    expect(first.events?.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5]);
    const second = await states.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 5, nextToken: first.nextToken }),
    );
    expect(second.events?.map(({ id }) => id)).toEqual([6, 7, 8, 9, 10]);
    const last = await states.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1, reverseOrder: true }));
    expect(last.events?.[0]?.type).toBe('ExecutionSucceeded');
  });

  test('anybody may invoke a phase; what it throws is answered as Lambda answers it', async () => {
    const { sandbox } = await aNight();
    const lambda = new LambdaClient({ endpoint: sandbox.awsUrl, region: place.region, credentials });
    const invoke = async (input: unknown) => {
      const event = {
        action: 'stop',
        step: 1,
        input,
        execution: {
          arn: 'arn:aws:states:eu-west-1:111122223333:execution:mine:one',
          name: 'one',
          startedAt: '2026-01-12T20:00:00Z',
        },
      };
      const FunctionName = prepareRunOf(sandbox);
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
      );
      return { FunctionError, payload: JSON.parse(Payload?.transformToString() ?? 'null') as unknown };
    };
    expect(await invoke({ cluster: sandbox.cluster, dryRun: true })).toMatchObject({
      FunctionError: undefined,
      payload: { status: 'done', run: { cluster: { name: sandbox.cluster }, dryRun: true } },
    });
    expect(await invoke({ cluster: sandbox.cluster, dryrun: true })).toMatchObject({
      FunctionError: 'Unhandled',
      payload: { errorType: 'ConfigurationError', errorMessage: expect.stringContaining('dryRun') },
    });
  });

  test('a function that the template does not have is called at the endpoint that was given', async () => {
    const asked: { path: string; body: unknown }[] = [];
    const lambdaEndpoint = await aFunction((path, body) => {
      asked.push({ path, body });
      return { greeting: 'hello' };
    });
    const night = await aNight({ lambdaEndpoint });
    const { states } = fromOutside(night);
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Greet',
      States: {
        Greet: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'my-own', Payload: { name: '{% $states.input.name %}' } },
          Output: '{% $states.result.Payload.greeting & " " & $states.input.name %}',
          End: true,
        },
      },
    });
    const roleArn = `arn:aws:iam::${place.account}:role/anybody`;
    const { stateMachineArn = '' } = await states.send(
      new CreateStateMachineCommand({ name: 'greeting', definition, roleArn }),
    );
    const execution = await run(states, night, stateMachineArn, '{"name":"world"}');
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '"hello world"' });
    expect(asked).toEqual([{ path: '/2015-03-31/functions/my-own/invocations', body: { name: 'world' } }]);
  });
});

/** Starts an execution and asks until it has ended, as the console does. */
async function run(states: SFNClient, { failedState }: Night, stateMachineArn: string, input: string) {
  const { executionArn = '' } = await states.send(new StartExecutionCommand({ stateMachineArn, input }));
  for (const deadline = performance.now() + longestRunMs; ; ) {
    const execution = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    if (performance.now() > deadline) throw new Error(`The run is still at ${failedState(executionArn)}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function historyOf(states: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client: states, pageSize: 20 }, { executionArn })) {
    events.push(...(page.events ?? []));
  }
  return events;
}

function titlesOf(events: readonly HistoryEvent[]): string[] {
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** Asks for the nodes' names with the kubeconfig that the sandbox gives to people. */
function nodesOf(sandbox: Sandbox<Kubernetes>): () => Promise<(string | undefined)[]> {
  const configuration = new KubeConfig();
  configuration.loadFromString(kubeconfig(sandbox));
  const api = configuration.makeApiClient(CoreV1Api);
  return async () => (await api.listNode()).items.map(({ metadata }) => metadata?.name);
}

function prepareRunOf({ deployment }: Pick<Sandbox, 'deployment'>): string {
  const found = deployment.functions.find(({ name }) => name.includes('prepare-run'));
  if (!found) throw new Error(`None of ${deployment.functions.map(({ name }) => name).join(', ')} prepares a run.`);
  return found.name;
}

/** A Lambda Invoke API with one function behind it. */
async function aFunction(answer: (path: string, body: unknown) => unknown): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as unknown;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer(request.url ?? '', body)));
    });
  });
  servers.add(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
