import { detailOf, nameOf, type Removal } from '../../src/domain/drain-removal.ts';
import { TransientError } from '../../src/domain/errors.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import type { WaveStep } from '../../src/domain/plan-wave.ts';
import type { DrainSettings } from '../../src/domain/run-settings.ts';
import type { Cluster, EvictionAnswer, Throttled } from '../../src/kubernetes/cluster.ts';
import type { Notes } from '../phase.ts';
import { askAll, type Reply } from './ask-queue.ts';
import type { Turn } from './turn.ts';

/** The part of a phase's context that asking takes. */
export interface AskContext {
  readonly run: { readonly dryRun: boolean; readonly settings: { readonly drain: DrainSettings } };
  readonly cluster: Pick<Cluster, 'evict' | 'delete'>;
  readonly notes: Notes;
}

/** What came of asking. Filled as the answers come, so that it is right also when one of them is an error. */
export interface Asked {
  readonly evicted: Removal[];
  readonly deleted: Removal[];
  /** Left for the next pass, with the seconds after which the API server wants to be asked again. */
  readonly refusedByBudget: { readonly removal: Removal; readonly retryAfterSeconds: number | null }[];
  readonly refusedByWebhook: { readonly pod: Pod; readonly message: string }[];
  /** Several budgets guard them, and the settings say not to pass over one. */
  readonly blocked: Removal[];
  /** Left for the next pass: the API server had trouble with them, or too much to do. */
  readonly notHeard: { pods: number; retryAfterSeconds: number };
}

export function nothingAsked(): Asked {
  const notHeard = { pods: 0, retryAfterSeconds: 0 };
  return { evicted: [], deleted: [], refusedByBudget: [], refusedByWebhook: [], blocked: [], notHeard };
}

/**
 * Sends the evictions and deletions of one step, each once, and says what their answers mean.
 *
 * @param isPastDeadline A pod that cannot be evicted is deleted, where the settings do not say `strict`.
 * @throws {TransientError} when the API server is away, or past the deadline would not let a pod go.
 */
export async function askPods(
  context: AskContext,
  step: Pick<WaveStep, 'evictions' | 'deletions'>,
  { asked, turn, isPastDeadline }: { asked: Asked; turn: Turn; isPastDeadline: boolean },
): Promise<void> {
  const asker = new Asker(context, asked, isPastDeadline);
  const { failed, throttled } = await askAll(step, {
    atMost: context.run.settings.drain.concurrency,
    mayGoOn: () => turn.mayGoOn(),
    answer: ({ verb, removal }) => (verb === 'evict' ? asker.evict(removal) : asker.delete(removal)),
  });
  asked.notHeard.pods += failed.length + (throttled?.pods ?? 0);
  asked.notHeard.retryAfterSeconds = Math.max(asked.notHeard.retryAfterSeconds, throttled?.retryAfterSeconds ?? 0);
  for (const { ask, error } of failed) {
    context.notes.info(`Pod ${nameOf(ask.removal.pod)} was not heard`, { problem: error.problem });
  }
  if (isPastDeadline && failed[0]) throw failed[0].error;
}

const settled: Reply = { result: 'settled' };

class Asker {
  readonly #context: AskContext;
  readonly #asked: Asked;
  readonly #isPastDeadline: boolean;

  constructor(context: AskContext, asked: Asked, isPastDeadline: boolean) {
    this.#context = context;
    this.#asked = asked;
    this.#isPastDeadline = isPastDeadline;
  }

  async evict(removal: Removal): Promise<Reply> {
    const answer = await this.#eviction(removal);
    if (answer === 'in-trouble') return this.delete({ ...removal, isForced: true });
    if (answer.result === 'throttled') return answer;
    if (this.#context.run.dryRun) {
      this.#planned(removal, answer);
      return settled;
    }
    if (answer.result === 'refused-by-budget' && !this.#mayPassOver()) {
      this.#asked.refusedByBudget.push({ removal, retryAfterSeconds: answer.retryAfterSeconds });
      return { result: 'budget-holds' };
    }
    return this.#answered(removal, answer);
  }

  async delete(removal: Removal): Promise<Reply> {
    const answer = await this.#context.cluster.delete(removal.pod, { graceSeconds: removal.graceSeconds });
    if (answer.result === 'throttled') return answer;
    if (answer.result === 'refused-by-webhook') this.#refusedByWebhook(removal, answer.message);
    // A dry run lists what it asked for even where a webhook refused to be asked dryly.
    if (answer.result === 'deleted' || (answer.result !== 'gone' && this.#context.run.dryRun)) {
      this.#asked.deleted.push(removal);
      this.#did('delete', removal);
    }
    return settled;
  }

  /** Past the deadline nobody asks again about a pod that the Eviction API has trouble with. */
  async #eviction(removal: Removal): Promise<EvictionAnswer | 'in-trouble'> {
    try {
      return await this.#context.cluster.evict(removal.pod, { graceSeconds: removal.graceSeconds });
    } catch (error) {
      if (!(error instanceof TransientError) || !this.#mayPassOver()) throw error;
      this.#context.notes.info(`Pod ${nameOf(removal.pod)} could not be evicted`, { problem: error.problem });
      return 'in-trouble';
    }
  }

  async #answered(removal: Removal, answer: Exclude<EvictionAnswer, Throttled>): Promise<Reply> {
    switch (answer.result) {
      case 'evicted':
        this.#asked.evicted.push(removal);
        this.#did('evict', removal);
        return settled;
      case 'gone':
        return settled;
      case 'refused-by-budget':
        return this.delete({ ...removal, obstacle: `refused by budget ${removal.budgets.join(', ')}` });
      case 'several-budgets':
        return this.#severalBudgets({ ...removal, obstacle: 'several budgets guard it' });
      case 'refused-by-webhook':
        if (this.#mayPassOver()) return this.delete({ ...removal, isForced: true });
        this.#refusedByWebhook(removal, answer.message);
        return settled;
      case 'namespace-terminating':
        if (this.#mayPassOver()) return this.delete({ ...removal, isForced: true });
        this.#context.notes.info(`Pod ${nameOf(removal.pod)} goes with its namespace`, { answer: answer.message });
        return settled;
    }
  }

  async #severalBudgets(removal: Removal): Promise<Reply> {
    const policy = this.#context.run.settings.drain.budgets;
    if (policy === 'strict') this.#asked.blocked.push(removal);
    else if (policy === 'computed' || this.#isPastDeadline) return this.delete(removal);
    else this.#asked.refusedByBudget.push({ removal, retryAfterSeconds: null });
    return settled;
  }

  /**
   * A dry run changes no budget, so one may refuse what it would have allowed by then: the plan is listed, not the
   * answer.
   */
  #planned(removal: Removal, answer: Exclude<EvictionAnswer, Throttled>): void {
    if (answer.result === 'gone') return;
    if (answer.result === 'refused-by-webhook') this.#refusedByWebhook(removal, answer.message);
    this.#asked.evicted.push(removal);
    this.#did('evict', removal);
  }

  #mayPassOver(): boolean {
    return this.#isPastDeadline && this.#context.run.settings.drain.budgets !== 'strict';
  }

  #refusedByWebhook({ pod }: Removal, message: string): void {
    this.#asked.refusedByWebhook.push({ pod, message });
    this.#context.notes.warn(`A webhook refused to let pod ${nameOf(pod)} go: ${message}`);
  }

  #did(verb: 'evict' | 'delete', removal: Removal): void {
    const { notes } = this.#context;
    const detail = detailOf(removal);
    notes.did({ verb, target: `pod/${nameOf(removal.pod)}`, ...(detail === null ? {} : { detail }) });
    if (verb === 'evict') notes.count('evicted');
    else if (removal.obstacle !== null) notes.count('residual');
    else if (removal.isForced) notes.count('forced');
    if (removal.wave === 'returning') notes.count('returning');
    if (removal.loses.length > 0 && removal.pod.deletionAt === null) notes.count('lost');
  }
}
