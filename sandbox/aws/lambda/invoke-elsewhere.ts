import { request } from 'undici';
import { TaskFailure } from '../../engine/engine.ts';
import type { InvocationResult } from './lambda-host.ts';

interface ErrorBody {
  readonly errorType?: string;
  readonly errorMessage?: string;
  readonly trace?: readonly string[];
  readonly message?: string;
  readonly Message?: string;
}

/**
 * Calls a function through another Lambda Invoke API.
 * @throws {TaskFailure} with the error that its service answers, or Lambda.SdkClientException when it cannot be reached.
 */
export async function invokeElsewhere(
  endpoint: string,
  functionName: string,
  payload: string,
): Promise<InvocationResult> {
  const url = `${endpoint.replace(/\/$/, '')}/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: payload,
  }).catch((error: unknown) => {
    throw new TaskFailure('Lambda.SdkClientException', `${url}: ${error instanceof Error ? error.message : error}`);
  });
  const header = (name: string) => answer.headers[name]?.toString();
  const requestId = header('x-amzn-requestid') ?? '';
  const text = await answer.body.text();
  const body = parse(text);
  if (answer.statusCode >= 300) {
    const { message, Message } = (body ?? {}) as ErrorBody;
    const type = header('x-amzn-errortype')?.replace(/:.*$/, '') ?? 'AWSLambdaException';
    throw new TaskFailure(`Lambda.${type}`, message ?? Message ?? text);
  }
  if (!header('x-amz-function-error')) return { requestId, invocation: { status: 'ok', payload: body } };
  const { errorType = 'Unhandled', errorMessage = text, trace } = (body ?? {}) as ErrorBody;
  const errorPayload = { errorType, errorMessage, ...(trace && { trace }) };
  return { requestId, invocation: { status: 'error', errorType, errorPayload } };
}

/** Null for an empty body, the text itself for one that is not JSON. */
function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
