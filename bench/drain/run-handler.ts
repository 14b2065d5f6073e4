import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { answerParent } from './answer-parent.ts';
import { type RequestCounts, requestKind } from './request-kind.ts';

/** One invocation of a function. */
export interface Invocation {
  /** The bundle's file, as deployed. */
  readonly file: string;
  readonly exportName: string;
  readonly functionArn: string;
  readonly timeoutMs: number;
  readonly event: unknown;
}

export interface Invoked {
  readonly payload: unknown;
  /** All requests to the cluster so far, by kind. */
  readonly requests: RequestCounts;
}

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

const requests: Record<string, number> = {};

// undici tells of each request that it sends, also when it is part of a bundle. The AWS clients do not use it.
subscribe('undici:request:create', (message) => {
  const { request } = message as { readonly request: { readonly method: string; readonly path: string } };
  const kind = requestKind(request.method, request.path);
  requests[kind] = (requests[kind] ?? 0) + 1;
});

/** A program: the Lambda environment of one function. The module is loaded at the first invocation, as after a cold start. */
answerParent(async ({ file, exportName, functionArn, timeoutMs, event }: Invocation): Promise<Invoked> => {
  const deadline = performance.now() + timeoutMs;
  const { [exportName]: handler } = (await import(pathToFileURL(file).href)) as Record<string, Handler>;
  if (!handler) throw new Error(`${file} exports no ${exportName}.`);
  const payload = await handler(event, {
    functionName: functionArn.split(':').at(-1),
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: '512',
    awsRequestId: String(performance.now()),
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  });
  return { payload, requests };
});
