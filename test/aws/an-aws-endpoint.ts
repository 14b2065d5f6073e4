import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The text, as it came. */
  readonly body: string;
}

export interface AwsAnswer {
  readonly status?: number;
  /** Of rest-json and json services: the exception's name. */
  readonly errorType?: string;
  readonly body?: unknown;
}

export interface AwsEndpoint {
  readonly requests: readonly AwsRequest[];
  /** For any client: this endpoint, no retries, dummy credentials. */
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  close(): Promise<void>;
}

/** An AWS that answers as the test says. Text is sent as XML, anything else as JSON. */
export async function anAwsEndpoint(answer: (request: AwsRequest, count: number) => AwsAnswer): Promise<AwsEndpoint> {
  const requests: AwsRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://aws');
      const request = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        body: Buffer.concat(chunks).toString(),
      };
      requests.push(request);
      const { status = 200, errorType, body = {} } = answer(request, requests.length);
      outgoing.writeHead(status, {
        'content-type': typeof body === 'string' ? 'text/xml' : 'application/json',
        ...(errorType ? { 'x-amzn-errortype': errorType } : {}),
      });
      outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      maxAttempts: 1,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
