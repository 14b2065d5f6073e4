import { AsyncLocalStorage } from 'node:async_hooks';
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { markRequests } from './mark-requests.ts';
import type { ErrorPayload, HostMessage, InvocationMessage, WorkerMessage } from './messages.ts';
import { replaceDate, type SandboxTime } from './sandbox-date.ts';
import { replaceTimers } from './sandbox-timers.ts';

/**
 * The thread that functions run in. It stands for all their Lambda environments at once: modules are loaded on first use and kept,
 * and several invocations may be under way side by side.
 */
type Handler = (event: unknown, context: unknown) => unknown;

const port = parentPort;
if (!port) throw new Error('This module runs as a worker thread.');

const invocation = new AsyncLocalStorage<string>();
/** Each invocation has a clock of its own, as machines have; what runs outside of any has the latest. */
const ownTime = new AsyncLocalStorage<SandboxTime>();
let latest: SandboxTime = { now: 0, since: 0, speed: 0 };
const handlers = new Map<string, Promise<Handler>>();

enableCompileCache();
replaceDate(() => ownTime.getStore() ?? latest);
if ((workerData as { marksRequests: boolean }).marksRequests) markRequests(() => invocation.getStore());
const hurry = replaceTimers(() => invocation.getStore());
process.stdout.write = capture;
process.stderr.write = capture;
port.on('message', (message: HostMessage) => {
  if (message.kind === 'hurry') {
    hurry(message.requestId);
    return;
  }
  latest = { now: message.now, since: performance.now(), speed: message.speed };
  ownTime.run(latest, () => void invocation.run(message.requestId, () => run(message)));
});

async function run(message: InvocationMessage): Promise<void> {
  const { requestId } = message;
  try {
    const handler = await load(message);
    const answer = await handler(JSON.parse(message.payload), contextOf(message));
    post({ kind: 'result', requestId, payload: JSON.stringify(answer) ?? 'null' });
  } catch (error) {
    post({ kind: 'error', requestId, error: asPayload(error) });
  }
}

function load({ codeDirectory, handler }: InvocationMessage): Promise<Handler> {
  const id = join(codeDirectory, handler);
  const loading = handlers.get(id) ?? importHandler(codeDirectory, handler);
  handlers.set(id, loading);
  return loading;
}

async function importHandler(codeDirectory: string, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const file = ['.mjs', '.js', '.cjs'].map((end) => join(codeDirectory, module + end)).find((path) => existsSync(path));
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${module}' in ${codeDirectory}`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = loaded[name];
  if (typeof found !== 'function')
    throw named('Runtime.HandlerNotFound', `${handler} is undefined or not exported as a function`);
  return found as Handler;
}

/** The part of Lambda's context that handlers and loggers use. */
function contextOf({ requestId, functionName, functionArn, memoryMb, timeoutMs }: InvocationMessage) {
  // The real time that is left, whatever the sandbox's clock does: a stuck handler is stuck for real.
  const deadline = performance.now() + timeoutMs;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'sandbox',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function asPayload(thrown: unknown): ErrorPayload {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

type Done = (error?: Error | null) => void;

function capture(chunk: string | Uint8Array, encodingOrDone?: BufferEncoding | Done, done?: Done): boolean {
  const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
  const requestId = invocation.getStore() ?? null;
  for (const line of text.split('\n')) if (line !== '') post({ kind: 'log', requestId, line });
  const told = typeof encodingOrDone === 'function' ? encodingOrDone : done;
  told?.();
  return true;
}

function post(message: WorkerMessage): void {
  port?.postMessage(message);
}
