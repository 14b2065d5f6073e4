import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFunctionCommand, InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { lambdaService } from '../../../sandbox/aws/lambda/lambda-api.ts';
import { LambdaHost, type LambdaHostOptions } from '../../../sandbox/aws/lambda/lambda-host.ts';
import { aClock, account, anEndpoint, evening, region } from './an-endpoint.ts';

const code = `
export const echo = async (event, context) => ({
  event,
  name: context.functionName,
  arn: context.invokedFunctionArn,
  remaining: context.getRemainingTimeInMillis(),
});
export const environment = async () => ({ table: process.env.TABLE, shared: process.env.SHARED, path: process.env.PATH });
export const fail = async () => {
  throw Object.assign(new Error('the lock is held'), { name: 'LockHeldError' });
};
export const throwText = async () => { throw 'just text'; };
export const crash = async () => { process.exit(3); };
export const crashLater = async () => { setTimeout(() => { throw new Error('late'); }, 1); await new Promise(() => {}); };
export const hang = async () => { await new Promise(() => {}); };
export const log = async ({ line }) => { console.log(line); await null; console.error('error ' + line); return null; };
export const big = async () => 'x'.repeat(7 * 1024 * 1024);
export const nothing = async () => {};
export const date = async () => {
  const first = Date.now();
  await new Promise((resolve) => setTimeout(resolve, 20));
  class Sub extends Date {}
  return {
    first,
    second: Date.now(),
    text: new Date().toISOString(),
    given: new Date('2020-01-01T00:00:00Z').toISOString(),
    called: typeof Date(),
    isDate: new Date() instanceof Date && new Date(0).constructor === Date && new Sub() instanceof Sub,
    sub: new Sub().toISOString(),
    utc: Date.UTC(2020, 0, 1),
  };
};
`;

let codeDirectory: string;
const hosts: LambdaHost[] = [];

beforeAll(async () => {
  codeDirectory = await mkdtemp(join(tmpdir(), 'lambda-'));
  await mkdir(join(codeDirectory, 'phase'));
  await writeFile(join(codeDirectory, 'phase', 'handler.mjs'), code);
});

afterAll(() => rm(codeDirectory, { recursive: true }));
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

const exportsOfCode = [...code.matchAll(/export const (\w+)/g)].map(([, name]) => name ?? '');

function aHost(options: Partial<LambdaHostOptions> = {}): LambdaHost {
  const aFunction = (name: string) => ({
    codeDirectory,
    handler: `phase/handler.${name}`,
    environment: { TABLE: 'state' },
    timeoutSeconds: name === 'hang' ? 0.2 : 10,
  });
  const functions = new Map([...exportsOfCode, 'missing'].map((name) => [name, aFunction(name)]));
  functions.set('nowhere', { ...aFunction('x'), handler: 'nowhere/handler.handler' });
  functions.set('own', { ...aFunction('environment'), environment: { TABLE: 'other' } });
  const host = new LambdaHost({
    clock: aClock(),
    functions,
    environment: { SHARED: 'yes' },
    account,
    region,
    ...options,
  });
  hosts.push(host);
  return host;
}

describe('a function', () => {
  test('gets its event and a context, and answers', async () => {
    const invocation = await aHost().invoke('echo', { cluster: 'dev' });

    expect(invocation).toEqual({
      status: 'ok',
      payload: {
        event: { cluster: 'dev' },
        name: 'echo',
        arn: `arn:aws:lambda:${region}:${account}:function:echo`,
        remaining: expect.any(Number),
      },
    });
  });

  test.each([
    'echo',
    'echo:$LATEST',
    `arn:aws:lambda:${region}:${account}:function:echo`,
    `arn:aws:lambda:${region}:${account}:function:echo:live`,
    `${account}:function:echo`,
  ])('is found as %s', async (name) => {
    expect(await aHost().invoke(name, {})).toMatchObject({ status: 'ok', payload: { name: 'echo' } });
  });

  test('sees the environment of its definition and nothing of this process', async () => {
    const both = aHost();

    expect(await both.invoke('environment', {})).toEqual({ status: 'ok', payload: { table: 'state', shared: 'yes' } });
    expect(await both.invoke('own', {})).toEqual({ status: 'ok', payload: { table: 'other', shared: 'yes' } });
  });

  test('that answers nothing answers null', async () => {
    expect(await aHost().invoke('nothing', {})).toEqual({ status: 'ok', payload: null });
  });

  test("that throws answers the error's name, words and trace", async () => {
    const invocation = await aHost().invoke('fail', {});

    expect(invocation).toMatchObject({
      status: 'error',
      errorType: 'LockHeldError',
      errorPayload: { errorType: 'LockHeldError', errorMessage: 'the lock is held' },
    });
    expect(invocation.status === 'error' && invocation.errorPayload.trace?.length).toBeGreaterThan(1);
    expect(await aHost().invoke('throwText', {})).toMatchObject({
      errorType: 'string',
      errorPayload: { errorMessage: 'just text' },
    });
  });

  test.each([
    ['missing', 'Runtime.HandlerNotFound'],
    ['nowhere', 'Runtime.ImportModuleError'],
  ])('that cannot be loaded (%s) fails with %s', async (name, errorType) => {
    expect(await aHost().invoke(name, {})).toMatchObject({ status: 'error', errorType });
  });

  test.each(['crash', 'crashLater'])(
    'that takes the runtime with it (%s) fails, and the next one runs',
    async (name) => {
      const crashing = aHost();

      expect(await crashing.invoke(name, {})).toMatchObject({ status: 'error', errorType: 'Runtime.ExitError' });
      expect(await crashing.invoke('nothing', {})).toMatchObject({ status: 'ok' });
    },
  );

  test('that takes too long is given up in real time', async () => {
    const hanging = aHost();

    const invocation = await hanging.invoke('hang', {});

    expect(invocation).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorPayload: { errorMessage: expect.stringMatching(/ Task timed out after 0\.20 seconds$/) },
    });
    expect(await hanging.invoke('nothing', {})).toMatchObject({ status: 'ok' });
  });

  test('with an answer of more than 6 MB fails, and a payload of more is not taken', async () => {
    const small = aHost();

    expect(await small.invoke('big', {})).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
    await expect(small.invoke('nothing', 'x'.repeat(7 * 1024 * 1024))).rejects.toMatchObject({
      error: 'Lambda.RequestTooLargeException',
    });
  });

  test('that nobody defined is not found', async () => {
    await expect(aHost().invoke('other', {})).rejects.toMatchObject({
      error: 'Lambda.ResourceNotFoundException',
      failureCause: `Function not found: arn:aws:lambda:${region}:${account}:function:other`,
    });
  });

  test('leaves its lines in the log, by request, also side by side', async () => {
    const told: (string | null)[] = [];
    const logging = aHost({ onLog: (_line, requestId) => told.push(requestId) });

    const [one] = await Promise.all([logging.call('log', { line: 'one' }), logging.call('log', { line: 'two' })]);

    expect(logging.logs(one.requestId)).toEqual(['one', 'error one']);
    expect(logging.logs()).toHaveLength(4);
    expect(told).toContain(one.requestId);
  });
});

describe('time in a function', () => {
  test('is the time of the sandbox and stands still', async () => {
    const { status, ...answer } = await aHost().invoke('date', {});

    expect(status).toBe('ok');
    expect(answer).toEqual({
      payload: {
        first: evening.getTime(),
        second: evening.getTime(),
        text: evening.toISOString(),
        given: '2020-01-01T00:00:00.000Z',
        called: 'string',
        isDate: true,
        sub: evening.toISOString(),
        utc: Date.UTC(2020, 0, 1),
      },
    });
  });

  test('runs as fast as the clock does', async () => {
    const invocation = await aHost({ speed: 60 }).invoke('date', {});

    const { first, second } = (invocation.status === 'ok' ? invocation.payload : {}) as {
      first: number;
      second: number;
    };
    expect(second - first).toBeGreaterThanOrEqual(60 * 19);
  });

  test("holds the sandbox's clock", async () => {
    const clock = aClock();
    const held = aHost({ clock });
    const invocation = held.invoke('date', {});
    clock.after(60_000, () => undefined);

    await invocation;

    expect(clock.now()).toBe(evening.getTime());
  });
});

describe('the Invoke API', () => {
  let endpoint: Awaited<ReturnType<typeof anEndpoint>>;
  let client: LambdaClient;

  beforeEach(async () => {
    endpoint = await anEndpoint({ services: [lambdaService(aHost())] });
    client = new LambdaClient(endpoint.client);
  });

  afterEach(async () => {
    client.destroy();
    await endpoint.server.close();
  });

  const invoke = (FunctionName: string, input: Partial<InvokeCommand['input']> = {}) =>
    client.send(new InvokeCommand({ FunctionName, Payload: Buffer.from('{"a":1}'), ...input }));

  test('answers what the function answers', async () => {
    const { StatusCode, ExecutedVersion, Payload, FunctionError, LogResult } = await invoke('log', { LogType: 'Tail' });

    expect({ StatusCode, ExecutedVersion, FunctionError }).toEqual({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(Buffer.from(Payload ?? []).toString()).toBe('null');
    expect(Buffer.from(LogResult ?? '', 'base64').toString()).toBe('undefined\nerror undefined');
  });

  test('says that the function failed, and how', async () => {
    const { FunctionError, Payload } = await invoke('fail');

    expect(FunctionError).toBe('Unhandled');
    expect(JSON.parse(Buffer.from(Payload ?? []).toString())).toMatchObject({ errorType: 'LockHeldError' });
  });

  test('does not wait for an event', async () => {
    const { StatusCode, Payload } = await invoke('hang', { InvocationType: 'Event' });

    expect(StatusCode).toBe(202);
    expect(Payload ?? []).toHaveLength(0);
  });

  test('refuses what is no function or no JSON', async () => {
    await expect(invoke('other')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(invoke('echo', { Payload: Buffer.from('{') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
  });

  test('lists and describes the functions', async () => {
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'echo' }));

    expect(Functions?.map(({ FunctionName }) => FunctionName)).toContain('echo');
    expect(Configuration).toMatchObject({ FunctionName: 'echo', Runtime: 'nodejs24.x', Timeout: 10 });
  });

  test('serves another host for the functions that it does not have', async () => {
    const elsewhere = aHost({ functions: new Map(), endpoint: endpoint.server.url });

    expect(await elsewhere.invoke('echo', { b: 2 })).toMatchObject({ status: 'ok', payload: { event: { b: 2 } } });
    expect(await elsewhere.invoke('fail', {})).toMatchObject({ status: 'error', errorType: 'LockHeldError' });
    await expect(elsewhere.invoke('other', {})).rejects.toMatchObject({ error: 'Lambda.ResourceNotFoundException' });
  });

  test('says when another host cannot be reached', async () => {
    const elsewhere = aHost({ functions: new Map(), endpoint: 'http://127.0.0.1:1' });

    await expect(elsewhere.invoke('echo', {})).rejects.toMatchObject({ error: 'Lambda.SdkClientException' });
  });
});
