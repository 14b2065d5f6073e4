import { setTimeout as sleep } from 'node:timers/promises';
import type { PodTemplate } from '../../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../../sandbox/world.ts';
import type { Cluster, PodRef } from '../../../src/kubernetes/cluster.ts';
import { connectToCluster } from '../../../src/kubernetes/connect-to-cluster.ts';
import { type Exchange, type Gateway, startGateway } from './gateway.ts';
import { lookAt, podsByApp, type Seen, type SeenPod } from './look.ts';
import { pathOf, placedIn, prepare } from './place-objects.ts';
import type { Body, Outcome, Place, Scenario, Sending, Step } from './scenario.ts';
import { adminToken, type Side, strangerToken } from './side.ts';
import { Words } from './words.ts';

const pollMs = 150;
const patienceMs = 25_000;
/** So often the same in a row is at rest. */
const restsAfter = 3;

/** One side's half of a scenario, after its steps. */
export interface Half {
  /** How it looks now, all in all. */
  outcome(): Promise<Outcome>;
  isOver(): Promise<boolean>;
}

/** Puts a scenario's objects into one cluster, waits until it is settled, and takes its steps. */
export async function runScenario(side: Side, scenario: Scenario, place: Place): Promise<Half> {
  const gateway = await startGateway(side);
  try {
    await prepare(side, scenario, place);
    const run = new Run(side, gateway, place, scenario.isFateChance);
    await run.lookUntil(scenario.settled ?? settledWhen(scenario), restsAfter);
    run.begin();
    for (const step of scenario.steps) await run.take(step);
    const isOver = scenario.ended ?? (({ pods }: Seen) => pods.every(({ isTerminating }) => !isTerminating));
    return { outcome: () => run.outcome(), isOver: async () => isOver(await run.look()) };
  } finally {
    await gateway.close();
  }
}

function settledWhen({ objects }: Scenario): (seen: Seen) => boolean {
  const wanted = objects.flatMap((object) => {
    const { replicas = 1, template } = (object.spec ?? {}) as { replicas?: number; template?: PodTemplate };
    const podMetadata = template?.metadata ?? (object.kind === 'Pod' ? object.metadata : undefined);
    if (!podMetadata) return [];
    return {
      app: podMetadata.labels?.app ?? '',
      replicas,
      isReady: podMetadata.annotations?.[podBehaviour.neverReady] !== 'true',
    };
  });
  return ({ pods, budgets }) =>
    wanted.every(({ app, replicas, isReady }) => {
      const running = pods.filter((pod) => pod.app === app && pod.phase === 'Running' && pod.isReady === isReady);
      return running.length >= replicas;
    }) && Object.values(budgets).every(({ isComputed }) => isComputed);
}

/** Where one side stands, and what it has answered. */
class Run {
  readonly #side: Side;
  readonly #gateway: Gateway;
  readonly #place: Place;
  readonly #clusters: { readonly live: Cluster; readonly dry: Cluster };
  readonly #words: Words;
  readonly #isFateChance: boolean;
  readonly #record = { said: [] as string[], words: [] as string[], results: [] as unknown[], shown: [] as unknown[] };
  #seen: Seen = { pods: [], budgets: {} };
  #beginning: readonly SeenPod[] = [];
  #continue = '';

  constructor(side: Side, gateway: Gateway, place: Place, isFateChance = false) {
    this.#isFateChance = isFateChance;
    this.#side = side;
    this.#gateway = gateway;
    this.#place = place;
    this.#words = new Words();
    const connect = (dryRun: boolean) =>
      connectToCluster({
        describe: async () => ({ endpoint: gateway.url, certificateAuthority: '' }),
        token: async () => adminToken,
        dryRun,
      });
    this.#clusters = { live: connect(false), dry: connect(true) };
  }

  begin(): void {
    this.#beginning = this.#seen.pods;
  }

  async look(): Promise<Seen> {
    this.#seen = await lookAt(this.#side.client, this.#place.ns);
    this.#words.learn(this.#seen.pods);
    return this.#seen;
  }

  /** @throws {Error} with what is there instead. */
  async lookUntil(holds: (seen: Seen) => boolean, times = 1): Promise<void> {
    let before = '';
    let same = 0;
    for (const deadline = performance.now() + patienceMs; same < times; await sleep(pollMs)) {
      const seen = await this.look();
      const now = JSON.stringify(seen);
      same = !holds(seen) ? 0 : now === before ? same + 1 : 1;
      before = now;
      if (performance.now() > deadline) throw new Error(`${this.#side.name}, ${this.#place.ns}: not there yet: ${now}`);
    }
  }

  async take(step: Step): Promise<void> {
    switch (step.act) {
      case 'evict':
      case 'delete':
        return this.#remove(step);
      case 'ask':
        return this.#ask(step.label, () => step.ask(this.#clusters.live, this.#place));
      case 'cordon':
        await this.#side.client.mustSend('PATCH', `/api/v1/nodes/${this.#place.node}`, {
          spec: { unschedulable: true },
        });
        return;
      case 'create': {
        const placed = placedIn(this.#place, step.object, this.#side.webhookCaPem);
        const { label = `create ${placed.kind} ${step.object.metadata.name}` } = step;
        return this.#send(label, { ...step, method: 'POST', path: pathOf(placed), body: placed });
      }
      case 'send':
        return this.#send(step.label, step);
      case 'until':
        return this.lookUntil(step.holds, 2);
      case 'pause':
        return sleep(step.seconds * 1000);
    }
  }

  async #remove(step: Step & { readonly act: 'evict' | 'delete' }): Promise<void> {
    const { act, pod, uid, graceSeconds = null, dryRun } = step;
    const cluster = dryRun ? this.#clusters.dry : this.#clusters.live;
    const { name, uid: own } = this.#pod(pod);
    const ref: PodRef = {
      namespace: this.#place.ns,
      name,
      uid: uid === 'wrong' ? own.replace(/^.{8}/, '00000000') : own,
    };
    const how = [uid && `${uid} uid`, dryRun && 'dry run', graceSeconds !== null && `grace ${graceSeconds}`].filter(
      Boolean,
    );
    await this.#ask([`${act} ${pod}`, ...how].join(', '), () => cluster[act](ref, { graceSeconds }));
  }

  /** Through the product. */
  async #ask(label: string, act: () => Promise<unknown>): Promise<void> {
    const result = await act().catch((error: Error) => ({ threw: error.name, message: error.message }));
    this.#note(label);
    this.#record.results.push(this.#words.plain({ [label]: result }));
  }

  async #send(label: string, sending: Sending): Promise<void> {
    const { method, path, body, accept = 'application/json', isStranger = false } = sending;
    const contentType =
      sending.contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');
    const response = await fetch(`${this.#gateway.url}${this.#filled(path)}`, {
      method,
      headers: {
        authorization: `Bearer ${isStranger ? strangerToken : adminToken}`,
        accept,
        'content-type': contentType,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : this.#filled(JSON.stringify(body)) }),
    });
    const text = await response.text();
    this.#note(label, sending.anyWords);
    this.#continue = /"continue":"([^"]+)"/.exec(text)?.[1] ?? '';
    if (sending.shows) this.#record.shown.push({ [label]: this.#words.plain(sending.shows(JSON.parse(text) as Body)) });
  }

  #note(label: string, anyWords = false): void {
    // What is asked at the same time is answered in any order.
    for (const exchange of this.#gateway.taken().toSorted((one, other) => one.path.localeCompare(other.path))) {
      this.#record.said.push(`${label}: ${describeAnswer(exchange)}`);
      if (!anyWords) this.#record.words.push(`${label}: ${this.#words.plain(wordsOf(exchange))}`);
    }
  }

  #pod(ref: string): SeenPod {
    const [app = '', index = ''] = ref.split('/');
    const found = this.#seen.pods.filter((pod) => pod.app === app)[Number(index)];
    if (!found) throw new Error(`${this.#side.name}, ${this.#place.ns}: there is no pod ${ref}.`);
    return found;
  }

  #filled(text: string): string {
    const { ns, node } = this.#place;
    return text
      .replaceAll('{ns}', ns)
      .replaceAll('{node}', node)
      .replaceAll('{continue}', encodeURIComponent(this.#continue))
      .replaceAll(
        /\{(?:(uid|version):)?([-a-z]+\/\d+)\}/g,
        (_all, field: 'uid' | 'version' | undefined, ref: string) => this.#pod(ref)[field ?? 'name'],
      );
  }

  async outcome(): Promise<Outcome> {
    const seen = await this.look();
    return {
      ...this.#record,
      pods: podsByApp(seen),
      fates: this.#isFateChance ? {} : this.#fates(seen),
      budgets: this.#words.plain(seen.budgets),
    };
  }

  #fates({ pods }: Seen): Outcome['fates'] {
    const counts = new Map<string, number>();
    return Object.fromEntries(
      this.#beginning.map(({ app, name, uid }) => {
        const index = counts.get(app) ?? 0;
        counts.set(app, index + 1);
        const now = pods.find((pod) => pod.name === name);
        const isSame = now?.uid === uid;
        const fate = !now ? 'gone' : !isSame ? 'replaced' : now.isTerminating ? 'terminating' : 'kept';
        return [`${app}/${index}`, fate] as const;
      }),
    );
  }
}

interface Status {
  readonly kind?: string;
  readonly status?: unknown;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string }[] };
}

/** `429 TooManyRequests [DisruptionBudget] retry-after` */
function describeAnswer({ code, body, hasRetryAfter }: Exchange): string {
  const { reason, details } = (typeof body === 'object' ? (body ?? {}) : {}) as Status;
  const causes = (details?.causes ?? []).map((cause) => cause.reason ?? '-');
  return [code, code >= 400 && reason, causes.length > 0 && `[${causes.join(', ')}]`, hasRetryAfter && 'retry-after']
    .filter(Boolean)
    .join(' ');
}

function wordsOf({ body }: Exchange): string {
  if (typeof body !== 'object' || body === null) return String(body).trim();
  const { kind, message = '' } = body as Status;
  // What comes after the first line is how Go prints a difference.
  return [kind, message.split('\n')[0]].filter(Boolean).join(': ');
}
