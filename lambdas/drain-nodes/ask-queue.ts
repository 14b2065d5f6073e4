import { AdaptiveLimit } from '../../src/domain/adaptive-limit.ts';
import type { Removal } from '../../src/domain/drain-removal.ts';
import { ownerOf } from '../../src/domain/drain-scene.ts';
import { TransientError } from '../../src/domain/errors.ts';
import type { WaveStep } from '../../src/domain/plan-wave.ts';

/** One request about one pod. */
export interface Ask {
  readonly verb: 'evict' | 'delete';
  readonly removal: Removal;
}

/**
 * What came of a request. `settled`: nothing more to ask about that pod. `budget-holds`: its budget is not asked about
 * another pod in this pass, nor passed over. `throttled`: not heard; to be asked again.
 */
export type Reply =
  | { readonly result: 'settled' }
  | { readonly result: 'budget-holds' }
  | { readonly result: 'throttled'; readonly retryAfterSeconds: number | null };

/** What is left when a pass over a queue ends. */
export interface Leftover {
  /** Requests that failed in a way that mostly passes, each with its error. */
  readonly failed: readonly { readonly ask: Ask; readonly error: TransientError }[];
  /** Pods that were not heard, and the seconds after which the API server wants to be asked again. */
  readonly throttled: { readonly pods: number; readonly retryAfterSeconds: number } | null;
}

/** So many failures in a row say that it is not the pods: the API server is away. */
const failuresInARow = 10;
const retryAfterDefaultSeconds = 1;

/** Pods under one budget, in the order in which they are asked about: the deletions when the evictions are answered. */
interface Chain {
  readonly evictions: Ask[];
  readonly deletions: Ask[];
  /** Every eviction was answered and none was refused. */
  hasGivenAll: boolean;
}

interface Entry {
  readonly ask: Ask;
  /** Null for a pod that no budget guards, or several do. */
  readonly chain: Chain | null;
  /** Not asked again before; on the clock of `performance.now()`. */
  readonly notBefore: number;
}

/**
 * Asks about the pods of one step, as many at once as the API server takes (AdaptiveLimit): evictions under one budget
 * one after another, because each rewrites the budget's status, and the deletions that pass over a budget when it has
 * given all it can. Pods of one owner are spread out: evictions beside each other would wait for its controller.
 *
 * It never sleeps: where all that is left was throttled, it ends.
 *
 * @param answer Sends one request and says what came of it; may throw.
 * @param mayGoOn Asked before each request; false ends the pass.
 * @throws What `answer` threw, where it will not pass by itself, or so often that the API server seems to be away.
 */
export async function askAll(
  step: Pick<WaveStep, 'evictions' | 'deletions'>,
  options: {
    readonly atMost: number;
    readonly mayGoOn: () => Promise<boolean>;
    readonly answer: (ask: Ask) => Promise<Reply>;
  },
): Promise<Leftover> {
  const { now, afterwards } = queueOf(step);
  const pass = new AskPass(options);
  await pass.run(now);
  await pass.run(afterwards.filter(({ chains }) => chains.every(({ hasGivenAll }) => hasGivenAll)));
  return pass.leftover();
}

class AskPass {
  readonly #limit: AdaptiveLimit;
  readonly #options: Parameters<typeof askAll>[1];
  readonly #queue: Entry[] = [];
  #aside: Entry[] = [];
  readonly #failed: { ask: Ask; error: TransientError }[] = [];
  #inARow = 0;
  #inFlight = 0;
  #fatal: { readonly error: unknown } | null = null;
  #isOver = false;
  #tellEnd: () => void = () => undefined;

  constructor(options: Parameters<typeof askAll>[1]) {
    this.#options = options;
    this.#limit = new AdaptiveLimit(options.atMost);
  }

  async run(entries: readonly Entry[]): Promise<void> {
    this.#queue.push(...entries);
    await new Promise<void>((resolve) => {
      this.#tellEnd = resolve;
      this.#fill();
    });
    if (this.#fatal) throw this.#fatal.error;
  }

  leftover(): Leftover {
    const waits = this.#aside.map(({ notBefore }) => Math.ceil((notBefore - performance.now()) / 1000));
    const throttled = { pods: waits.length, retryAfterSeconds: Math.max(retryAfterDefaultSeconds, ...waits) };
    return { failed: this.#failed, throttled: waits.length > 0 ? throttled : null };
  }

  #fill(): void {
    while (this.#inFlight < this.#limit.current) {
      const entry = this.#next();
      if (!entry) break;
      this.#inFlight += 1;
      void this.#ask(entry).then(() => {
        this.#inFlight -= 1;
        this.#fill();
      });
    }
    if (this.#inFlight === 0) this.#tellEnd();
  }

  #next(): Entry | undefined {
    if (this.#isOver || this.#fatal) return undefined;
    const due = this.#aside.findIndex(({ notBefore }) => notBefore <= performance.now());
    return due >= 0 ? this.#aside.splice(due, 1)[0] : this.#queue.shift();
  }

  /** Never rejects. */
  async #ask(entry: Entry): Promise<void> {
    const { window } = this.#limit;
    const startedAt = performance.now();
    try {
      if (!(await this.#options.mayGoOn())) {
        this.#isOver = true;
        return;
      }
      const reply = await this.#options.answer(entry.ask);
      if (reply.result === 'throttled') {
        this.#limit.throttled(window);
        const seconds = reply.retryAfterSeconds ?? retryAfterDefaultSeconds;
        this.#aside.push({ ...entry, notBefore: performance.now() + seconds * 1000 });
        return;
      }
      this.#inARow = 0;
      this.#limit.answered(performance.now() - startedAt);
      if (reply.result === 'settled') this.#goOn(entry);
    } catch (error) {
      this.#note(entry, error);
    }
  }

  /** The next of the chain goes first: a chain takes as long as it has links. */
  #goOn({ chain, ask }: Entry): void {
    if (!chain || ask.verb === 'delete') return;
    const next = chain.evictions.shift();
    if (next) this.#queue.unshift({ ask: next, chain, notBefore: 0 });
    else {
      chain.hasGivenAll = true;
      this.#queue.push(...chain.deletions.map((deletion) => ({ ask: deletion, chain, notBefore: 0 })));
    }
  }

  #note({ ask }: Entry, error: unknown): void {
    if (!(error instanceof TransientError)) {
      this.#fatal ??= { error };
      return;
    }
    this.#failed.push({ ask, error });
    this.#inARow += 1;
    if (this.#inARow >= failuresInARow) this.#fatal ??= { error };
  }
}

/** `afterwards`: pods that several budgets guard, when each of those has given what it can. */
function queueOf(step: Pick<WaveStep, 'evictions' | 'deletions'>): {
  readonly now: readonly Entry[];
  readonly afterwards: readonly (Entry & { readonly chains: readonly Chain[] })[];
} {
  const chains = new Map<string, Chain>();
  const first: Entry[] = [];
  for (const [head, ...others] of step.evictions) {
    if (!head) continue;
    const evictions = others.map((removal): Ask => ({ verb: 'evict', removal }));
    const chain: Chain = { evictions, deletions: [], hasGivenAll: false };
    const [budget] = head.budgets;
    if (budget !== undefined) chains.set(budget, chain);
    first.push({ ask: { verb: 'evict', removal: head }, chain, notBefore: 0 });
  }
  const afterwards: (Entry & { chains: Chain[] })[] = [];
  for (const removal of step.deletions) {
    const entry: Entry = { ask: { verb: 'delete', removal }, chain: null, notBefore: 0 };
    const guards = removal.budgets.flatMap((budget) => chains.get(budget) ?? []);
    if (guards.length === 0) first.push(entry);
    else if (removal.budgets.length > 1) afterwards.push({ ...entry, chains: guards });
    else guards[0]?.deletions.push(entry.ask);
  }
  return { now: spreadByOwner(first), afterwards };
}

/** The first pod of each owner, then the second of each, and so on. */
function spreadByOwner(entries: readonly Entry[]): Entry[] {
  const asked = new Map<string, number>();
  const ranked = entries.map((entry) => {
    const owner = ownerOf(entry.ask.removal.pod);
    const rank = asked.get(owner) ?? 0;
    asked.set(owner, rank + 1);
    return { entry, rank };
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ entry }) => entry);
}
