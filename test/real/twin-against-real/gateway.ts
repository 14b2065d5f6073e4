import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent, type Dispatcher, request } from 'undici';

/** One request and what it was answered. */
export interface Exchange {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly code: number;
  /** Parsed where it is JSON, otherwise its text. */
  readonly body: unknown;
  readonly hasRetryAfter: boolean;
}

export interface Gateway {
  readonly url: string;
  /** What has passed since the last call. */
  taken(): readonly Exchange[];
  close(): Promise<void>;
}

/** A plain-HTTP way to an API server that notes what passes, so that the product's own requests can be looked at. */
export async function startGateway(server: { readonly url: string; readonly caPem: string }): Promise<Gateway> {
  const agent = new Agent({ connect: { ca: server.caPem } });
  let exchanges: Exchange[] = [];
  const gateway = createServer((incoming, response) => {
    const { method = 'GET', url: path = '/' } = incoming;
    const pass = async () => {
      const sent = await text(incoming);
      const answer = await request(`${server.url}${path}`, {
        method: method as Dispatcher.HttpMethod,
        dispatcher: agent,
        headers: headersOf(incoming.headers),
        body: sent === '' ? null : sent,
      });
      const body = await answer.body.text();
      const retryAfter = answer.headers['retry-after'];
      exchanges.push({
        method,
        path,
        code: answer.statusCode,
        body: parsed(body),
        hasRetryAfter: retryAfter !== undefined,
      });
      response.writeHead(answer.statusCode, {
        'content-type': String(answer.headers['content-type']),
        ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      });
      response.end(body);
    };
    pass().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`,
    taken: () => {
      const taken = exchanges;
      exchanges = [];
      return taken;
    },
    close: async () => {
      gateway.closeAllConnections();
      await new Promise((resolve) => gateway.close(resolve));
      await agent.destroy();
    },
  };
}

function headersOf({ authorization = '', accept = 'application/json', ...headers }: IncomingHttpHeaders) {
  const contentType = headers['content-type'];
  return { authorization, accept, ...(contentType && { 'content-type': contentType }) };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
