import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, expect, test } from '@jest/globals';
import { jsonService } from '../../../sandbox/aws/json-protocol.ts';
import type { AwsServer, AwsServerOptions } from '../../../sandbox/aws/server.ts';
import { ServiceError } from '../../../sandbox/service-error.ts';
import { aClock, anEndpoint, credentials, evening } from './an-endpoint.ts';

let server: AwsServer | undefined;
let started: unknown[] = [];

afterEach(async () => {
  started = [];
  await server?.close();
});

async function aStepFunctions(options: Partial<AwsServerOptions> = {}): Promise<SFNClient> {
  const service = jsonService({
    signingName: 'states',
    targetPrefix: 'AWSStepFunctions',
    version: '1.0',
    operations: {
      StartExecution: (input: { readonly name: string }) => {
        if (input.name === 'taken')
          throw new ServiceError('ExecutionAlreadyExists', "Execution Already Exists: 'taken'");
        started.push(input);
        return { executionArn: 'arn', startDate: evening.getTime() / 1000 };
      },
    },
  });
  const endpoint = await anEndpoint({ services: [service], ...options });
  server = endpoint.server;
  return new SFNClient(endpoint.client);
}

const start = (name = 'night') => new StartExecutionCommand({ stateMachineArn: 'arn:machine', name });

test('an operation gets its input and its answer reaches the client', async () => {
  const client = await aStepFunctions();

  const { executionArn, startDate } = await client.send(start());

  expect(started).toEqual([{ stateMachineArn: 'arn:machine', name: 'night' }]);
  expect(executionArn).toBe('arn');
  expect(startDate).toEqual(evening);
});

test('an error reaches the client with its name and words', async () => {
  const client = await aStepFunctions();

  await expect(client.send(start('taken'))).rejects.toMatchObject({
    name: 'ExecutionAlreadyExists',
    message: "Execution Already Exists: 'taken'",
    $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
  });
});

test('what is not implemented is said by name', async () => {
  const client = await aStepFunctions();

  await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
    message: 'The sandbox does not implement states ListStateMachines.',
  });
});

test('a service that is not there is said by name', async () => {
  await aStepFunctions();

  const answer = await fetch(`${server?.url}/clusters`);

  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({ message: 'The sandbox has no service eks (GET /clusters).' });
});

test('every request is told, with who asked', async () => {
  const told: unknown[] = [];
  const client = await aStepFunctions({ onRequest: (request) => told.push(request) });

  await client.send(start());
  await client.send(start('taken')).catch(() => undefined);

  expect(told).toMatchObject([
    { service: 'states', operation: 'StartExecution', accessKeyId: credentials.accessKeyId, statusCode: 200 },
    { service: 'states', operation: 'StartExecution', input: { name: 'taken' }, statusCode: 400 },
  ]);
});

test('a fault before the effect prevents it, a fault after it does not', async () => {
  const fault = new ServiceError('ThrottlingException', 'Rate exceeded');
  const before = await aStepFunctions({
    intercept: async () => {
      throw fault;
    },
  });
  await expect(before.send(start('first'))).rejects.toMatchObject({ name: 'ThrottlingException' });
  await server?.close();
  const after = await aStepFunctions({
    intercept: async (_request, proceed) => {
      await proceed();
      throw fault;
    },
  });
  await expect(after.send(start('second'))).rejects.toMatchObject({ name: 'ThrottlingException' });

  expect(started).toMatchObject([{ name: 'second' }]);
});

test('simulated time stands still while a request is under way', async () => {
  const clock = aClock();
  const seen: number[] = [];
  const client = await aStepFunctions({
    clock,
    intercept: async (_request, proceed) => {
      clock.after(1000, () => seen.push(clock.now()));
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen.push(clock.now());
      return proceed();
    },
  });

  await client.send(start());
  await clock.settled();

  expect(seen).toEqual([evening.getTime(), evening.getTime() + 1000]);
});

test("answers carry the sandbox's time, so that the SDK does not correct its clock", async () => {
  await aStepFunctions();

  const { headers } = await fetch(`${server?.url}/`);

  expect(headers.get('date')).toBe(evening.toUTCString());
});

test('a server with a secret answers those alone who know it', async () => {
  let asked = 0;
  const client = await aStepFunctions({ secret: 'abc', onRequest: () => void asked++ });
  await client.send(start());
  expect(asked).toBe(1);

  const { origin, pathname } = new URL(server?.url ?? '');
  expect(pathname).toBe('/abc');
  for (const path of ['/', '/abcd/', '/abc']) {
    expect((await fetch(`${origin}${path}`, { method: 'POST', body: '{}' })).status).toBe(403);
  }
  expect(asked).toBe(1);
});
