import { detailOf, nameOf, type Removal } from '../../src/domain/drain-removal.ts';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import type { EvictionChain, WaveStep } from '../../src/domain/plan-wave.ts';
import type { DrainSettings } from '../../src/domain/run-settings.ts';
import type { Cluster, EvictionAnswer } from '../../src/kubernetes/cluster.ts';
import type { Notes } from '../phase.ts';
import { eachAtMost } from './each-at-most.ts';
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
}

export function nothingAsked(): Asked {
  return { evicted: [], deleted: [], refusedByBudget: [], refusedByWebhook: [], blocked: [] };
}

/**
 * Sends the evictions and then the deletions of one step, each once. Evictions under one budget go one after another,
 * and a budget that refuses is not asked again in this pass, nor passed over.
 *
 * @param isPastDeadline A pod that cannot be evicted is deleted, where the settings do not say `strict`.
 */
export async function askPods(
  context: AskContext,
  step: WaveStep,
  { asked, turn, isPastDeadline }: { asked: Asked; turn: Turn; isPastDeadline: boolean },
): Promise<void> {
  const { concurrency } = context.run.settings.drain;
  const asker = new Asker(context, asked, turn, isPastDeadline);
  await eachAtMost(step.evictions, concurrency, (chain) => asker.evictChain(chain));
  const refusing = new Set(asked.refusedByBudget.flatMap(({ removal }) => removal.budgets));
  const deletions = step.deletions.filter(({ budgets }) => !budgets.some((budget) => refusing.has(budget)));
  await eachAtMost(deletions, concurrency, (removal) => asker.delete(removal));
}

class Asker {
  readonly #context: AskContext;
  readonly #asked: Asked;
  readonly #turn: Turn;
  readonly #isPastDeadline: boolean;

  constructor(context: AskContext, asked: Asked, turn: Turn, isPastDeadline: boolean) {
    this.#context = context;
    this.#asked = asked;
    this.#turn = turn;
    this.#isPastDeadline = isPastDeadline;
  }

  async evictChain(chain: EvictionChain): Promise<void> {
    for (const removal of chain) {
      if (!(await this.#turn.mayGoOn())) return;
      const answer = await this.#context.cluster.evict(removal.pod, { graceSeconds: removal.graceSeconds });
      if (this.#context.run.dryRun) this.#planned(removal, answer);
      else if (answer.result === 'refused-by-budget' && !this.#mayPassOver()) {
        this.#asked.refusedByBudget.push({ removal, retryAfterSeconds: answer.retryAfterSeconds });
        return;
      } else await this.#answered(removal, answer);
    }
  }

  async delete(removal: Removal): Promise<void> {
    if (!(await this.#turn.mayGoOn())) return;
    const answer = await this.#context.cluster.delete(removal.pod, { graceSeconds: removal.graceSeconds });
    if (answer.result === 'refused-by-webhook') this.#refusedByWebhook(removal, answer.message);
    // A dry run lists what it asked for even where a webhook refused to be asked dryly.
    if (answer.result === 'deleted' || (answer.result !== 'gone' && this.#context.run.dryRun)) {
      this.#asked.deleted.push(removal);
      this.#did('delete', removal);
    }
  }

  async #answered(removal: Removal, answer: EvictionAnswer): Promise<void> {
    switch (answer.result) {
      case 'evicted':
        this.#asked.evicted.push(removal);
        this.#did('evict', removal);
        return;
      case 'gone':
        return;
      case 'refused-by-budget':
        return this.delete({ ...removal, obstacle: `refused by budget ${removal.budgets.join(', ')}` });
      case 'several-budgets':
        return this.#severalBudgets({ ...removal, obstacle: 'several budgets guard it' });
      case 'refused-by-webhook':
        if (this.#mayPassOver()) return this.delete({ ...removal, isForced: true });
        return this.#refusedByWebhook(removal, answer.message);
      case 'namespace-terminating':
        if (this.#mayPassOver()) return this.delete({ ...removal, isForced: true });
        this.#context.notes.info(`Pod ${nameOf(removal.pod)} goes with its namespace`, { answer: answer.message });
    }
  }

  async #severalBudgets(removal: Removal): Promise<void> {
    const policy = this.#context.run.settings.drain.budgets;
    if (policy === 'strict') this.#asked.blocked.push(removal);
    else if (policy === 'computed' || this.#isPastDeadline) await this.delete(removal);
    else this.#asked.refusedByBudget.push({ removal, retryAfterSeconds: null });
  }

  /**
   * A dry run changes no budget, so one may refuse what it would have allowed by then: the plan is listed, not the
   * answer.
   */
  #planned(removal: Removal, answer: EvictionAnswer): void {
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
