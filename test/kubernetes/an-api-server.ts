import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { generate } from 'selfsigned';
import type { ConnectOptions } from '../../src/kubernetes/connection.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly contentType: string | undefined;
  readonly authorization: string | undefined;
  /** Parsed, or null when there is none. */
  readonly body: unknown;
}

export interface ApiAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection instead of answering. */
  readonly hangUp?: true;
}

export interface ApiServer {
  readonly requests: readonly ApiRequest[];
  /** Connections that were opened. */
  readonly connections: () => number;
  readonly options: ConnectOptions;
  close(): Promise<void>;
}

const certificate = generate([{ name: 'commonName', value: 'kubernetes' }], {
  keySize: 2048,
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
});

/** An API server that answers as the test says, over TLS with a certificate of its own authority. */
export async function anApiServer(
  answer: (request: ApiRequest, count: number) => ApiAnswer,
  changes: Partial<ConnectOptions> = {},
): Promise<ApiServer> {
  const { private: key, cert } = await certificate;
  const requests: ApiRequest[] = [];
  const sockets = new Set<Socket>();
  let opened = 0;
  const server = createServer({ key, cert }, (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'https://kubernetes');
      const text = Buffer.concat(chunks).toString();
      const request: ApiRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        contentType: incoming.headers['content-type'],
        authorization: incoming.headers.authorization,
        body: text === '' ? null : JSON.parse(text),
      };
      requests.push(request);
      const { status = 200, body = {}, headers = {}, hangUp } = answer(request, requests.length);
      if (hangUp) {
        incoming.socket.destroy();
        return;
      }
      const isText = typeof body === 'string';
      outgoing.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
      outgoing.end(isText ? body : JSON.stringify(body));
    });
  });
  server.on('secureConnection', (socket) => {
    opened += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    connections: () => opened,
    options: {
      describe: async () => ({
        endpoint: `https://127.0.0.1:${port}`,
        certificateAuthority: Buffer.from(cert).toString('base64'),
      }),
      token: async () => 'a-token',
      dryRun: false,
      ...changes,
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A Status object as the API server answers failures with. */
export function aStatus(code: number, message: string, more: Readonly<Record<string, unknown>> = {}): ApiAnswer {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, message, ...more } };
}
