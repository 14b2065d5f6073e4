import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../clock/clock.ts';
import { ConnectionLost } from '../connection-lost.ts';
import { ServiceError } from '../service-error.ts';
import { credentialScope, findService } from './find-service.ts';
import { invocationOf } from './lambda/invocation-header.ts';
import type { AwsService, HttpAnswer, HttpRequest } from './wire.ts';

/** A request that was understood. */
export interface AwsRequest {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly accessKeyId: string | null;
  /** The region that it was signed for; null when it is not signed. */
  readonly region: string | null;
  /** The invocation of a function that sent it; null when anyone else did. */
  readonly invocation: string | null;
}

export interface AwsServerOptions {
  readonly clock: Clock;
  readonly services: readonly AwsService[];
  /** Any free one when absent. */
  readonly port?: number;
  /**
   * What every path begins with after the slash, for a server that must not do what any other program of this machine asks of it:
   * a request without it is refused unread.
   */
  readonly secret?: string;
  /** Throws the refusal of a request that its caller may not send; everybody may do everything when absent. */
  readonly authorize?: (request: AwsRequest) => void;
  /** Told of every request that was answered. */
  readonly onRequest?: (request: AwsRequest & { readonly statusCode: number }) => void;
  /**
   * Stands between a request and its effect. It may throw a ServiceError instead of calling `proceed` (the fault comes before the
   * effect) or after it (the effect happened, the caller does not learn of it). A ConnectionLost closes the connection; a promise that
   * stays pending lets the caller wait for as long as it will.
   */
  readonly intercept?: (request: AwsRequest, proceed: () => Promise<HttpAnswer>) => Promise<HttpAnswer>;
}

export interface AwsServer {
  /** What `AWS_ENDPOINT_URL` should be. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts the one HTTP endpoint of the sandbox's AWS. Every request holds the clock until its answer is out. */
export async function startAwsServer(options: AwsServerOptions): Promise<AwsServer> {
  const server = createServer((incoming, outgoing) => {
    const release = options.clock.hold();
    outgoing.once('close', release);
    answer(options, incoming)
      .then((result) => send(outgoing, result, options.clock))
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${prefixOf(options)}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(options: AwsServerOptions, incoming: IncomingMessage): Promise<HttpAnswer> {
  const prefix = prefixOf(options);
  if (!incoming.url?.startsWith(`${prefix}/`)) return plainRefusal(new ServiceError('AccessDenied', 'Forbidden', 403));
  const request = await read(incoming, prefix);
  const requestId = randomUUID();
  let service: AwsService | undefined;
  let understood: AwsRequest | undefined;
  let result: HttpAnswer;
  try {
    service = findService(options.services, request);
    const operation = service.operation(request);
    const asked: AwsRequest = {
      service: service.signingName,
      operation: operation.name,
      input: operation.input,
      accessKeyId: request.accessKeyId,
      region: credentialScope(request.headers, request.query)?.region ?? null,
      invocation: invocationOf(request.headers),
    };
    const proceed = async () => {
      options.authorize?.(asked);
      return operation.run();
    };
    understood = asked;
    result = await (options.intercept ? options.intercept(asked, proceed) : proceed());
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    const known = asServiceError(error);
    const refusal = (service?.refusal ?? plainRefusal)(known, requestId);
    result = { ...refusal, headers: { ...refusal.headers, ...known.headers } };
  }
  if (understood) options.onRequest?.({ ...understood, statusCode: result.statusCode });
  return { ...result, headers: { 'x-amzn-requestid': requestId, ...result.headers } };
}

/** A service error as it is; anything else is a bug of the sandbox, and says so. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ServiceError('InternalFailure', `The sandbox failed: ${words}`, 500);
}

/** For a request of which not even the service is known. */
function plainRefusal(error: ServiceError): HttpAnswer {
  return {
    statusCode: error.statusCode,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
    body: JSON.stringify({ __type: error.code, message: error.message }),
  };
}

function prefixOf({ secret }: AwsServerOptions): string {
  return secret === undefined ? '' : `/${secret}`;
}

async function read(incoming: IncomingMessage, prefix: string): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = (incoming.url ?? '/').slice(prefix.length);
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1));
  return {
    method: incoming.method ?? 'GET',
    path: mark < 0 ? target : target.slice(0, mark),
    query,
    headers: incoming.headers,
    body: Buffer.concat(chunks),
    accessKeyId: credentialScope(incoming.headers, query)?.accessKeyId ?? null,
  };
}

function send(outgoing: ServerResponse, result: HttpAnswer, clock: Clock): void {
  // The sandbox's time: the SDK compares this header with its own clock and would sign with the difference.
  outgoing.setHeader('date', new Date(clock.now()).toUTCString());
  outgoing.writeHead(result.statusCode, result.headers);
  outgoing.end(result.body);
}
