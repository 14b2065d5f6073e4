import { Agent, request } from 'undici';
import type { Clock } from '../../clock/clock.ts';
import type { Node, Pod } from '../../kubernetes/objects.ts';

/** How EKS reaches the cluster's API server: either Kubernetes of the sandbox. */
export interface KubernetesConnection {
  readonly url: string;
  readonly caPem: string;
  /** A bearer token that the API server takes for this user. */
  token(user: string): string;
}

/** What the API server said; 0 when it could not be reached. */
export interface KubernetesAnswer {
  readonly statusCode: number;
  readonly message: string;
}

const nodeManager = 'eks:node-manager';
const cloudController = 'eks:cloud-controller-manager';
const pageSize = 500;

/**
 * The requests that instances and EKS itself send, one after the other on one connection, so that the same night sends them in
 * the same order. A refusal is an answer: only `listNodes` throws.
 */
export class KubernetesClient {
  readonly #connection: KubernetesConnection;
  readonly #clock: Clock;
  readonly #agent: Agent;

  constructor(connection: KubernetesConnection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
    this.#agent = new Agent({
      connect: { ca: connection.caPem },
      connections: 1,
      pipelining: 1,
      keepAliveTimeout: 60_000,
    });
  }

  /** @throws {Error} when the API server does not answer the list. */
  listNodes(): Promise<Node[]> {
    return this.#list<Node>('/api/v1/nodes', '');
  }

  /** Null when the API server did not answer the list. */
  listPodsOn(nodeName: string): Promise<Pod[] | null> {
    const query = `fieldSelector=${encodeURIComponent(`spec.nodeName=${nodeName}`)}`;
    return this.#list<Pod>('/api/v1/pods', query).catch(() => null);
  }

  /** As the kubelet of that node does it. */
  registerNode(node: Node): Promise<KubernetesAnswer> {
    return this.#answer('POST', '/api/v1/nodes', `system:node:${node.metadata.name}`, node);
  }

  cordon(nodeName: string): Promise<KubernetesAnswer> {
    return this.#answer('PATCH', `/api/v1/nodes/${nodeName}`, nodeManager, { spec: { unschedulable: true } });
  }

  evict({ namespace = 'default', name }: { namespace?: string; name: string }): Promise<KubernetesAnswer> {
    return this.#answer('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, nodeManager, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
    });
  }

  /** As the cloud node lifecycle controller does it when the instance is gone. */
  deleteNode(nodeName: string): Promise<KubernetesAnswer> {
    return this.#answer('DELETE', `/api/v1/nodes/${nodeName}`, cloudController);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #list<T>(path: string, query: string): Promise<T[]> {
    const items: T[] = [];
    let next = '';
    do {
      const target = `${path}?limit=${pageSize}${query && `&${query}`}${next && `&continue=${encodeURIComponent(next)}`}`;
      const { statusCode, text } = await this.#send('GET', target, nodeManager);
      if (statusCode !== 200) throw new Error(`GET ${path} answered ${statusCode}: ${text}`);
      const page = JSON.parse(text) as {
        readonly items?: readonly T[];
        readonly metadata?: { readonly continue?: string };
      };
      items.push(...(page.items ?? []));
      next = page.metadata?.continue ?? '';
    } while (next);
    return items;
  }

  async #answer(
    method: 'POST' | 'PATCH' | 'DELETE',
    path: string,
    user: string,
    body?: unknown,
  ): Promise<KubernetesAnswer> {
    try {
      const { statusCode, text } = await this.#send(method, path, user, body);
      return { statusCode, message: statusMessage(text) };
    } catch (error) {
      return { statusCode: 0, message: error instanceof Error ? error.message : String(error) };
    }
  }

  #send(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    target: string,
    user: string,
    body?: unknown,
  ): Promise<{ readonly statusCode: number; readonly text: string }> {
    const work = async () => {
      const answer = await request(`${this.#connection.url}${target}`, {
        method,
        dispatcher: this.#agent,
        headers: {
          authorization: `Bearer ${this.#connection.token(user)}`,
          accept: 'application/json',
          ...(body !== undefined && {
            'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
          }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      return { statusCode: answer.statusCode, text: await answer.body.text() };
    };
    return this.#clock.during(work());
  }
}

/** The words of a Status; whatever came when it is none. */
function statusMessage(text: string): string {
  try {
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === 'string' ? message : '';
  } catch {
    return text;
  }
}
