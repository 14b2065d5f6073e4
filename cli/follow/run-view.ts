import type { ExecutionEvent } from '../../src/aws/execution-history.ts';
import { messageInCause } from '../../src/domain/message-in-cause.ts';
import type { Run, Summary } from '../../src/domain/run.ts';

/** One phase of a run, or one item of it, as the history of its execution tells it. */
export interface PhaseView {
  readonly title: string;
  /** The tier that it is about, or null. */
  readonly item: string | null;
  /** `waiting`: not reached yet, or left out. */
  readonly status: 'waiting' | 'pending' | 'done' | 'skipped' | 'failed';
  readonly startedAt: Date | null;
  /** Null until it has ended. */
  readonly endedAt: Date | null;
  /** When it was last entered or left. */
  readonly changedAt: Date | null;
  /** Passes that have answered. */
  readonly passes: number;
  /** What it waits for, why it was skipped, or what failed. */
  readonly reason: string | null;
  /** What its last pass counted. */
  readonly summary: Summary;
}

export interface RunView {
  /** In the order of the runbook; a phase that goes through items stands once for each that it has come to. */
  readonly phases: readonly PhaseView[];
  /** What Prepare run has made of the input; null before. */
  readonly run: Run | null;
}

type Mutable = { -readonly [Key in keyof PhaseView]: PhaseView[Key] };

/** What a phase answers, as far as it is shown. */
interface Answer {
  readonly status?: PhaseView['status'];
  readonly reason?: string;
  readonly summary?: Summary;
  readonly item?: string;
  readonly run?: Run;
}

/**
 * Puts the events of an execution together to what a person follows.
 *
 * @param titles The runbook's, in order; what is not among them stands at the end as it was reached.
 */
export function runView(titles: readonly string[], events: readonly ExecutionEvent[]): RunView {
  const reading = new Reading();
  for (const event of events) reading.add(event);
  const reached = reading.phases;
  const known = titles.flatMap((title) => {
    const ofTitle = reached.filter((phase) => phase.title === title);
    return ofTitle.length > 0 ? ofTitle : [newPhase(title, null)];
  });
  return { phases: [...known, ...reached.filter(({ title }) => !titles.includes(title))], run: reading.run };
}

class Reading {
  readonly phases: Mutable[] = [];
  run: Run | null = null;
  #current: Mutable | null = null;
  /** Of the Map's iteration that is under way: they come one after the other. */
  #item: string | null = null;

  add(event: ExecutionEvent): void {
    const { type, state = '' } = event;
    if (type === 'PassStateExited') this.#passed(state, event);
    else if (type === 'TaskStateEntered') this.#entered(state, event);
    else if (type === 'TaskStateExited') this.#answered(event);
    else if (type === 'ExecutionRedriven') this.#redriven();
    else if (/^Execution(Failed|Aborted|TimedOut)$/.test(type)) this.#ended(event);
    else if (/(Failed|TimedOut)$/.test(type) && this.#current) this.#current.reason = failureOf(event);
  }

  /** `Wait for tier: begin` says the item, and `Wait for tier: end` is behind it. */
  #passed(state: string, { output }: ExecutionEvent): void {
    if (state.endsWith(': begin')) this.#item = answerIn(output).item ?? null;
    if (state.endsWith(': end')) this.#item = null;
  }

  #entered(title: string, { at }: ExecutionEvent): void {
    let phase = this.phases.find((one) => one.title === title && one.item === this.#item);
    if (!phase) {
      phase = { ...newPhase(title, this.#item) };
      this.phases.push(phase);
    }
    phase.status = 'pending';
    phase.startedAt ??= at;
    phase.changedAt = at;
    phase.endedAt = null;
    this.#current = phase;
  }

  #answered({ output, at }: ExecutionEvent): void {
    const phase = this.#current;
    if (!phase) return;
    const { status = 'done', reason = null, summary = {}, run } = answerIn(output);
    Object.assign(phase, { status, reason, summary, changedAt: at, passes: phase.passes + 1 });
    phase.endedAt = status === 'pending' ? null : at;
    if (run) this.run = run;
  }

  /** Where it failed it goes on, without being entered once more. */
  #redriven(): void {
    for (const phase of this.phases.filter(({ status }) => status === 'failed')) {
      Object.assign(phase, { status: 'pending', endedAt: null, reason: null });
    }
  }

  /** The execution stands at the phase that it was in; a state between two phases fails with the one before it. */
  #ended(event: ExecutionEvent): void {
    if (!this.#current || this.#current.status === 'skipped') return;
    const reason = event.error === undefined ? this.#current.reason : failureOf(event);
    Object.assign(this.#current, { status: 'failed', endedAt: event.at, changedAt: event.at, reason });
  }
}

function newPhase(title: string, item: string | null): PhaseView {
  return {
    ...({ title, item, status: 'waiting' } as const),
    ...{ startedAt: null, endedAt: null, changedAt: null, passes: 0, reason: null, summary: {} },
  };
}

/** The summary of a state that was left; nothing of one that says nothing. */
function answerIn(output: string | undefined): Answer {
  if (output === undefined) return {};
  const value: unknown = JSON.parse(output);
  return typeof value === 'object' && value !== null ? value : {};
}

function failureOf({ error = 'States.Timeout', cause }: ExecutionEvent): string {
  return cause === undefined || cause === '' ? error : `${error}: ${messageInCause(cause)}`;
}
