import { Agent, fetch } from 'undici';
import type { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import type { User } from '../../../sandbox/kubernetes/api.ts';
import type { TwinApi } from '../../../sandbox/kubernetes/create-api.ts';
import type { KubeObject } from '../../../sandbox/kubernetes/objects.ts';
import { type ApiServerOptions, startApiServer } from '../../../sandbox/kubernetes/server.ts';
import { admin, anApi, aPod } from './an-api.ts';

/** The fields that tests look into, of answers of every shape. */
export interface Body {
  readonly kind: string;
  readonly message: string;
  readonly reason: string;
  readonly metadata: { readonly continue?: string; readonly resourceVersion: string };
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: { readonly allowed: boolean; readonly userInfo: unknown };
  readonly items: readonly KubeObject[];
  readonly groups: readonly { readonly name: string; readonly preferredVersion: object }[];
  readonly resources: readonly { readonly name: string }[];
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
  readonly paths: Readonly<
    Record<string, { readonly patch: { readonly parameters: readonly { readonly name: string }[] } }>
  >;
}

export interface Reply {
  readonly code: number;
  readonly headers: Headers;
  readonly body: Body;
}

interface Sent {
  readonly token?: string | null;
  readonly accept?: string;
  readonly type?: string;
  readonly body?: unknown;
}

export interface TestServer {
  readonly api: TwinApi;
  readonly clock: SimulatedClock;
  readonly url: string;
  /** Puts pods `web-1`, `web-2`, … there, so many of them. */
  seedPods(count: number): void;
  send(method: string, path: string, sent?: Sent): Promise<Reply>;
  /** Reads so many events of a watch, and hangs up. */
  watch(path: string, count: number, act?: () => void): Promise<WatchEvent[]>;
  close(): Promise<void>;
}

export interface WatchEvent {
  readonly type: string;
  readonly object: KubeObject;
}

const users: Readonly<Record<string, User>> = { admin, bob: { name: 'bob', groups: ['night-shift'] } };

/** The twin over HTTPS, and a client that trusts it. Tokens: `admin`, and `bob` of the group night-shift. */
export async function aServer(options: Partial<ApiServerOptions> = {}): Promise<TestServer> {
  const { api, clock } = anApi();
  const server = await startApiServer(api, { clock, authenticate: (token) => users[token] ?? null, ...options });
  const dispatcher = new Agent({ connect: { ca: server.caPem } });
  const open = (method: string, path: string, { token = 'admin', accept, type, body }: Sent = {}) =>
    fetch(`${server.url}${path}`, {
      method,
      dispatcher,
      headers: {
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(accept && { accept }),
        ...(body !== undefined && { 'content-type': type ?? 'application/json' }),
      },
      ...(body !== undefined && { body: body instanceof Uint8Array ? body : JSON.stringify(body) }),
    });
  return {
    api,
    clock,
    url: server.url,
    seedPods: (count) => {
      for (let number = 1; number <= count; number++) api.seed(aPod({ name: `web-${number}` }));
    },
    send: async (method, path, sent) => {
      const response = await open(method, path, sent);
      const text = await response.text();
      const isJson = response.headers.get('content-type') === 'application/json';
      const headers = new Headers([...response.headers]);
      return { code: response.status, headers, body: isJson ? JSON.parse(text) : text };
    },
    watch: async (path, count, act) => {
      const response = await open('GET', path);
      act?.();
      return readEvents(response.body as AsyncIterable<Uint8Array> | null, count);
    },
    close: async () => {
      await dispatcher.destroy();
      await server.close();
    },
  };
}

async function readEvents(body: AsyncIterable<Uint8Array> | null, count: number): Promise<WatchEvent[]> {
  const decoder = new TextDecoder();
  let text = '';
  if (!body) return [];
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.split('\n').length > count) break;
  }
  return text
    .split('\n')
    .slice(0, count)
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
