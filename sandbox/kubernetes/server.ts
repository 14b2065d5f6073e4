import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { invocationOf } from '../aws/lambda/invocation-header.ts';
import type { Clock } from '../clock/clock.ts';
import { ConnectionLost } from '../connection-lost.ts';
import type { User } from './api.ts';
import type { TwinApi } from './create-api.ts';
import { type Answer, type ApiRequest, isTrue } from './http/api-request.ts';
import { type Certificate, makeCertificate } from './http/certificate.ts';
import { handleRequest, type Serving } from './http/handle-request.ts';
import { ListPages } from './http/list-pages.ts';
import { protobufType, readProtobuf } from './http/protobuf-body.ts';
import { parseResourcePath, verbOf } from './http/resource-path.ts';
import { startWatch, type WatchRequest } from './http/watch.ts';
import { internalError, StatusError, unauthorized } from './status-error.ts';

/** One request, as the hooks see it. */
export interface RequestSeen {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly user: string;
}

/** One request in the words of RBAC, as the interceptor sees it. */
export interface KubernetesRequest extends RequestSeen {
  /** `patch nodes`, `create pods/eviction`, `get /version`. */
  readonly operation: string;
  /** `shop/cart-7d4b9`, `cart` where there is no namespace, '' for a list of all. */
  readonly target: string;
  /** The invocation of a function that sent it; null when anyone else did. */
  readonly invocation: string | null;
}

export interface ApiServerOptions {
  readonly clock: Clock;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Who has this bearer token; null refuses it (401). */
  readonly authenticate: (token: string) => User | null;
  /** Made when it is absent, in about a quarter of a second. */
  readonly certificate?: Certificate;
  readonly gitVersion?: string;
  /** Told of each request when it is answered. */
  readonly onRequest?: (request: RequestSeen & { readonly code: number }) => void;
  /** May answer in the server's place before anything is done: throttling, faults. */
  readonly refuse?: (request: RequestSeen) => Answer | null;
  /**
   * Stands between a request and its effect, a watch excepted. It may answer itself, before or after `proceed`; a ConnectionLost closes
   * the connection; a promise that stays pending lets the client wait for as long as it will.
   */
  readonly intercept?: (request: KubernetesRequest, proceed: () => Answer) => Promise<Answer>;
}

export interface ApiServer {
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  close(): Promise<void>;
}

const defaultGitVersion = 'v1.33.5-eks-113cf36';

/** Milliseconds on the wall that an idle connection stays open: longer than any client keeps one. */
const keepAliveMilliseconds = 600_000;

/** The twin's API over HTTPS, on 127.0.0.1. A request holds the clock until it is answered; a watch does not. */
export async function startApiServer(api: TwinApi, options: ApiServerOptions): Promise<ApiServer> {
  const { clock } = options;
  const certificate = options.certificate ?? (await makeCertificate());
  const serving: Serving = {
    api,
    clock,
    pages: new ListPages(api),
    gitVersion: options.gitVersion ?? defaultGitVersion,
  };
  const server = createServer(
    { key: certificate.key, cert: certificate.cert, keepAliveTimeout: keepAliveMilliseconds },
    (incoming, response) => {
      const release = clock.hold();
      response.on('close', release);
      serve(serving, options, incoming, response, release).catch((error: unknown) => response.destroy(asError(error)));
    },
  );
  // HTTP knows a connection only once its handshake is over; one that is still shaking hands would keep the server from closing.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    caPem: certificate.caPem,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

async function serve(
  serving: Serving,
  options: ApiServerOptions,
  incoming: IncomingMessage,
  response: ServerResponse,
  release: () => void,
): Promise<void> {
  const { method = 'GET', url = '/' } = incoming;
  const user = authenticate(incoming, options);
  const seen = { method, path: url, user: user?.name ?? '' };
  const body = await readAll(incoming);
  const send = (answer: Answer) => {
    options.onRequest?.({ ...seen, code: answer.code });
    sendAnswer(response, answer);
  };
  const refused = options.refuse?.(seen);
  if (refused) return send(refused);
  try {
    if (!user) throw unauthorized();
    const request = requestOf(incoming, method, url, user, body);
    const { intercept } = options;
    if (intercept && !isTrue(request.query.get('watch'))) {
      const about = { ...seen, ...wordsOf(serving.api, request), invocation: invocationOf(incoming.headers) };
      return send(await intercept(about, () => answerOf(serving, request)));
    }
    const outcome = handleRequest(serving, request);
    if ('answer' in outcome) return send(outcome.answer);
    options.onRequest?.({ ...seen, code: 200 });
    openWatch(serving.api, outcome.watch, response);
    release();
  } catch (error) {
    if (error instanceof ConnectionLost) throw error;
    send(refusalOf(error));
  }
}

/** The answer to a request that is no watch, a refusal included. */
function answerOf(serving: Serving, request: ApiRequest): Answer {
  try {
    const outcome = handleRequest(serving, request);
    if ('answer' in outcome) return outcome.answer;
    throw new Error('A watch cannot be intercepted.');
  } catch (error) {
    return refusalOf(error);
  }
}

function refusalOf(error: unknown): Answer {
  const status = error instanceof StatusError ? error : internalError(String(asError(error).stack));
  return { code: status.code, body: status.status, headers: retryAfterOf(status) };
}

function wordsOf(api: TwinApi, { method, path }: ApiRequest): Pick<KubernetesRequest, 'operation' | 'target'> {
  const parsed = parseResourcePath(path, api.registry);
  if (!parsed) return { operation: `${method.toLowerCase()} ${path}`, target: '' };
  const { plural, subresource, namespace, name } = parsed;
  const resource = subresource ? `${plural}/${subresource}` : plural;
  const target = [namespace, name].filter((part) => part !== undefined).join('/');
  return { operation: `${verbOf(method, parsed, false)} ${resource}`, target };
}

const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Null for a token that nobody has; whoever sends none is anonymous. */
function authenticate(incoming: IncomingMessage, options: ApiServerOptions): User | null {
  const [scheme = '', token = ''] = (incoming.headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer') return anonymous;
  const user = options.authenticate(token);
  return user && { name: user.name, groups: [...new Set([...user.groups, 'system:authenticated'])] };
}

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

function requestOf(incoming: IncomingMessage, method: string, url: string, user: User, body: Buffer): ApiRequest {
  const { pathname, searchParams } = new URL(url, 'https://kubernetes');
  const contentType = (incoming.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const isProtobuf = contentType === protobufType && body.length > 0;
  return {
    method,
    path: pathname,
    query: searchParams,
    accept: incoming.headers.accept ?? '',
    contentType: isProtobuf ? 'application/json' : contentType,
    body: isProtobuf ? JSON.stringify(readProtobuf(body)) : body.toString('utf8'),
    user,
  };
}

function retryAfterOf(error: StatusError): Record<string, string> {
  const seconds = error.status.details?.retryAfterSeconds;
  return seconds ? { 'retry-after': String(seconds) } : {};
}

function sendAnswer(response: ServerResponse, { code, body, headers }: Answer): void {
  const isText = typeof body === 'string';
  const text = isText ? body : JSON.stringify(body);
  response.writeHead(code, {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-cache, private',
    ...headers,
  });
  response.end(text);
}

/** One event a line, for as long as the client listens. */
function openWatch(api: TwinApi, watch: WatchRequest, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
  response.flushHeaders();
  const stop = startWatch(api, watch, {
    send: (event) => response.write(`${JSON.stringify(event)}\n`),
    end: () => response.end(),
  });
  response.on('close', stop);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
