import { Pool } from 'undici';
import { answerParent } from './answer-parent.ts';
import type { PerfectPlan, Removal, Task } from './perfect-plan.ts';
import { allPodsLeftPath, podsLeftPath } from './pods-left.ts';

/** A plan, and where and how to fire it. */
export interface Firing {
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
  /** Requests in flight, each on a connection of its own. */
  readonly concurrency: number;
  /** Nodes to cordon first, each with this merge patch. */
  readonly nodes: readonly string[];
  readonly cordon: unknown;
  readonly plan: PerfectPlan;
}

export interface Fired {
  /** Until the last request of the plan was answered, and until the last pod was gone. */
  readonly sentSeconds: number;
  readonly seconds: number;
  /**
   * Replacements that found a node all the same: the first were created before the scheduler had heard of the last cordons. No plan
   * can know them; they are deleted.
   */
  readonly stragglers: number;
}

const pollMs = 100;
/** Pods that stop in two seconds are gone by then, or never will be. */
const patienceMs = 120_000;
const throttledMs = 1000;

/** A program: sends what it is told, without a thought, over connections that stay open. */
answerParent(async (firing: Firing): Promise<Fired> => {
  const pool = new Pool(firing.url, { connect: { ca: firing.caPem }, connections: firing.concurrency, pipelining: 1 });
  const from = performance.now();
  const passed = () => (performance.now() - from) / 1000;
  const gun = new Gun(pool, firing);
  await gun.each(firing.nodes, (node) => gun.cordon(node));
  for (const stage of firing.plan) await gun.fire(stage);
  const sentSeconds = passed();
  let stragglers = await gun.deleteStragglers(allPodsLeftPath);
  for (const deadline = performance.now() + patienceMs; await gun.hasPodsLeft(); ) {
    if (performance.now() > deadline)
      throw new Error(`Pods are left on nodes ${patienceMs / 1000} s after the last request.`);
    stragglers += await gun.deleteStragglers(podsLeftPath);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  const seconds = passed();
  await pool.close();
  return { sentSeconds, seconds, stragglers };
});

interface PodMetadata {
  readonly metadata: Omit<Removal, 'how'> & { readonly deletionTimestamp?: string };
}

class Gun {
  readonly #pool: Pool;
  readonly #firing: Firing;

  constructor(pool: Pool, firing: Firing) {
    this.#pool = pool;
    this.#firing = firing;
  }

  async each<T>(items: readonly T[], work: (item: T, more: T[]) => Promise<void>): Promise<void> {
    const waiting = [...items];
    let next = 0;
    let working = 0;
    await new Promise<void>((resolve, reject) => {
      const begin = () => {
        while (working < this.#firing.concurrency && next < waiting.length) {
          working++;
          work(waiting[next++] as T, waiting).then(() => {
            working--;
            begin();
          }, reject);
        }
        if (working === 0) resolve();
      };
      begin();
    });
  }

  fire(tasks: readonly Task[]): Promise<void> {
    return this.each(tasks, async ({ removals, then }, more) => {
      for (const removal of removals) await this.#remove(removal);
      more.push(...then);
    });
  }

  async cordon(node: string): Promise<void> {
    await this.#send('PATCH', `/api/v1/nodes/${node}`, this.#firing.cordon);
  }

  async hasPodsLeft(): Promise<boolean> {
    return (await this.#list(podsLeftPath)).length > 0;
  }

  /** Deletes what nobody has asked to leave, and says how many that were. */
  async deleteStragglers(path: string): Promise<number> {
    const stragglers = (await this.#list(path)).filter(({ metadata }) => !metadata.deletionTimestamp);
    await this.each(stragglers, ({ metadata }) => this.#remove({ ...metadata, how: 'delete' }));
    return stragglers.length;
  }

  async #list(path: string): Promise<PodMetadata[]> {
    return (JSON.parse(await this.#send('GET', path)) as { readonly items: PodMetadata[] | null }).items ?? [];
  }

  async #remove({ how, namespace, name, uid }: Removal): Promise<void> {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    const options = { apiVersion: 'v1', kind: 'DeleteOptions', preconditions: { uid } };
    if (how === 'delete') {
      await this.#send('DELETE', path, options);
      return;
    }
    const eviction = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { namespace, name },
      deleteOptions: options,
    };
    // A plan that knows the budgets is not refused; should it be, the pod goes all the same.
    if ((await this.#send('POST', `${path}/eviction`, eviction)) === refusedByBudget) {
      await this.#send('DELETE', path, options);
    }
  }

  /** The answer's text. @throws {Error} for anything that is neither success nor a budget's refusal. */
  async #send(method: 'GET' | 'PATCH' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<string> {
    const { statusCode, body: answer } = await this.#pool.request({
      method,
      path,
      // Else a DELETE with a body would cost its connection.
      reset: false,
      headers: {
        authorization: `Bearer ${this.#firing.token}`,
        // Of pods, their metadata say all; what else is answered ignores it.
        accept: method === 'GET' ? metadataOnly : 'application/json',
        'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (statusCode < 300) return text;
    if (statusCode !== 429) throw new Error(`${method} ${path} answered ${statusCode}: ${text}`);
    // A budget answers with a Status, the API server's own limits in plain words.
    if (text.startsWith('{')) return refusedByBudget;
    await new Promise((resolve) => setTimeout(resolve, throttledMs));
    return this.#send(method, path, body);
  }
}

const metadataOnly = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
const refusedByBudget = 'refused by a budget';
