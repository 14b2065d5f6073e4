import { type Invocation, TaskFailure } from '../engine/engine.ts';
import type { CallKind, Fault, RequestKind } from './fault.ts';
import type { WatchedCall } from './watched-call.ts';

/** Lambda's own errors, as the `lambda:invoke` integration names them. */
const serviceErrors: Readonly<Record<RequestKind, string>> = {
  before: 'Lambda.SdkClientException',
  after: 'Lambda.Unknown',
  throttled: 'Lambda.TooManyRequestsException',
  'throttled-retry-after': 'Lambda.TooManyRequestsException',
  timeout: 'Lambda.ClientExecutionTimeoutException',
  'timeout-after': 'Lambda.ClientExecutionTimeoutException',
  'server-error': 'Lambda.ServiceException',
  denied: 'Lambda.AccessDeniedException',
};

/** How Lambda tells of a process that is gone. */
const deaths: Readonly<Record<Exclude<CallKind, 'answer-too-large'>, readonly [string, string]>> = {
  crash: ['Runtime.ExitError', 'Runtime exited with error: signal: killed'],
  'out-of-memory': ['Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'],
  'function-timeout': ['Sandbox.Timedout', 'Task timed out after its time'],
};

/** More than any state takes: 256 KiB. */
const tooMuch = 300 * 1024;

/** Calls a function with a fault of the call itself, if it has one. */
export async function disturbCall(
  watched: WatchedCall,
  fault: Fault | null,
  run: () => Promise<Invocation>,
): Promise<Invocation> {
  if (!fault) return run();
  const { kind, afterRequests = 'all' } = fault;
  if (kind === 'answer-too-large') return swollen(await run());
  if (kind === 'crash' || kind === 'out-of-memory' || kind === 'function-timeout') {
    return dying(watched, kind, afterRequests, run);
  }
  // What is done is done, whatever becomes of the answer.
  if (kind === 'after' || kind === 'timeout-after') await run();
  throw new TaskFailure(serviceErrors[kind], 'a fault');
}

/** What its code does once it is dead has no effect; it is waited for, so that the next call finds nobody at work. */
async function dying(
  watched: WatchedCall,
  kind: Exclude<CallKind, 'answer-too-large'>,
  afterRequests: number | 'all',
  run: () => Promise<Invocation>,
): Promise<Invocation> {
  if (afterRequests === 0) return deathOf(kind);
  if (afterRequests === 'all') {
    await run();
    return deathOf(kind);
  }
  watched.dieAfter(afterRequests, kind);
  const answer = await run();
  return watched.death ? deathOf(kind) : answer;
}

function deathOf(kind: Exclude<CallKind, 'answer-too-large'>): Invocation {
  const [errorType, errorMessage] = deaths[kind];
  return { status: 'error', errorType, errorPayload: { errorType, errorMessage } };
}

function swollen(answer: Invocation): Invocation {
  if (answer.status !== 'ok' || typeof answer.payload !== 'object') return answer;
  return { status: 'ok', payload: { ...answer.payload, tooMuch: 'x'.repeat(tooMuch) } };
}
