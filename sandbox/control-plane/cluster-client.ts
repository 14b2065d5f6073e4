import { createInterface } from 'node:readline';
import { isNativeError } from 'node:util/types';
import { Agent, type Dispatcher, request } from 'undici';
import type { KubeObject } from '../kubernetes/objects.ts';

/** What the API server said: a parsed body, or its text where that is no JSON; 0 and the reason when it could not be reached. */
export interface ClusterAnswer {
  readonly statusCode: number;
  readonly body: unknown;
}

export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

const relistMs = 200;
const pageSize = 500;

/** The sandbox's own way to a real API server, with one user's token. */
export class ClusterClient {
  readonly url: string;
  readonly #token: string;
  readonly #agent: Agent;
  readonly #closing = new AbortController();

  constructor(server: { readonly url: string; readonly caPem: string; readonly token: string }) {
    this.url = server.url;
    this.#token = server.token;
    this.#agent = new Agent({ connect: { ca: server.caPem }, keepAliveTimeout: 60_000 });
  }

  /** Any answer is an answer; never throws. */
  async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
  ): Promise<ClusterAnswer> {
    try {
      const answer = await this.#request(method, path, {
        body: body === undefined ? null : JSON.stringify(body),
        ...(body !== undefined && { headers: { 'content-type': contentType } }),
      });
      return { statusCode: answer.statusCode, body: parsed(await answer.body.text()) };
    } catch (error) {
      return { statusCode: 0, body: error };
    }
  }

  /** @throws {Error} for any other answer than success, with the Status's words. */
  async mustSend(...arguments_: Parameters<ClusterClient['send']>): Promise<KubeObject> {
    const { statusCode, body } = await this.send(...arguments_);
    if (statusCode >= 200 && statusCode < 300) return body as KubeObject;
    throw new Error(`${arguments_[0]} ${arguments_[1]} answered ${statusCode}: ${messageOf(body)}`);
  }

  /** All items, page by page, each with its apiVersion and kind (a list leaves them out). */
  async list(path: string): Promise<{ readonly items: KubeObject[]; readonly resourceVersion: string }> {
    const items: KubeObject[] = [];
    let next = '';
    let resourceVersion = '';
    do {
      const query = `?limit=${pageSize}${next && `&continue=${encodeURIComponent(next)}`}`;
      const page = await this.mustSend('GET', `${path}${query}`);
      const meta = page.metadata as { readonly resourceVersion?: string; readonly continue?: string };
      const kind = page.kind.replace(/List$/, '');
      for (const item of (page.items as KubeObject[] | null) ?? []) {
        items.push({ ...item, apiVersion: page.apiVersion, kind });
      }
      next = meta.continue ?? '';
      resourceVersion = meta.resourceVersion ?? '';
    } while (next);
    return { items, resourceVersion };
  }

  /**
   * Tells of everything at `path` and of each change, until the client is closed. What was missed while the connection was down is
   * told as the difference. Resolves once the first list has been told.
   */
  follow(path: string, listener: (event: WatchEvent) => void): Promise<void> {
    const known = new Map<string, KubeObject>();
    const tell = ({ type, object }: WatchEvent) => {
      const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
      if (type === 'DELETED') known.delete(key);
      else known.set(key, object);
      listener({ type, object });
    };
    return new Promise((resolve) => {
      const listAndWatch = async () => {
        const { items, resourceVersion } = await this.list(path);
        tellDifference(known, items, tell);
        resolve();
        await this.#watch(`${path}?watch=1&resourceVersion=${resourceVersion}`, tell);
      };
      void this.#untilClosed(listAndWatch).then(resolve);
    });
  }

  /** Ends every watch and connection. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#agent.destroy();
  }

  /** Again and again: the server may be starting, or gone for a while. Whoever needs it finds that out by asking it something. */
  async #untilClosed(act: () => Promise<void>): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await act().catch((error: unknown) => {
        if (!signal.aborted && !isNativeError(error)) throw error;
      });
      if (!signal.aborted) await new Promise((again) => setTimeout(again, relistMs));
    }
  }

  async #watch(path: string, tell: (event: WatchEvent) => void): Promise<void> {
    const { statusCode, body } = await this.#request('GET', path, { bodyTimeout: 0, signal: this.#closing.signal });
    if (statusCode !== 200) throw new Error(`The watch of ${path} answered ${statusCode}: ${await body.text()}`);
    for await (const line of createInterface({ input: body })) {
      const event = JSON.parse(line) as WatchEvent | { readonly type: 'ERROR' };
      if (event.type === 'ERROR') return;
      tell(event);
    }
  }

  #request(
    method: Dispatcher.HttpMethod,
    path: string,
    { headers, ...options }: Omit<Partial<Dispatcher.RequestOptions>, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Dispatcher.ResponseData> {
    return request(`${this.url}${path}`, {
      ...options,
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#token}`, accept: 'application/json', ...headers },
    });
  }
}

function tellDifference(
  known: ReadonlyMap<string, KubeObject>,
  items: readonly KubeObject[],
  tell: (event: WatchEvent) => void,
): void {
  const here = new Set(items.map(({ metadata }) => metadata.uid));
  for (const object of [...known.values()]) if (!here.has(object.metadata.uid)) tell({ type: 'DELETED', object });
  const before = new Map([...known.values()].map(({ metadata }) => [metadata.uid, metadata.resourceVersion]));
  for (const object of items) {
    const version = before.get(object.metadata.uid);
    if (version !== object.metadata.resourceVersion) tell({ type: version ? 'MODIFIED' : 'ADDED', object });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The words of a Status, or whatever came instead. */
export function messageOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return String(body);
}
