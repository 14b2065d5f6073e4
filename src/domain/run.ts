import type { RunSettings } from './run-settings.ts';

/** What a run does: `stop` puts a cluster to sleep, `start` wakes it. */
export type Action = 'stop' | 'start';

export interface ClusterId {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/**
 * One execution of a state machine for one cluster. Prepare run makes it from the input and the configuration, and it goes down
 * the machine unchanged, so that every phase sees the same settings, also on a redrive a day later.
 */
export interface Run {
  /** The execution's name. */
  readonly id: string;
  readonly executionArn: string;
  readonly action: Action;
  readonly cluster: ClusterId;
  /** ISO 8601, UTC: when the execution started. */
  readonly startedAt: string;
  readonly dryRun: boolean;
  /** Run Verify cluster at the end of a start. */
  readonly verify: boolean;
  /** Nodes that must be up in the morning, over all node groups; a start raises desired sizes to reach it, never lowers them. */
  readonly minNodes: number;
  /** The only node groups that this run touches, or null for all that are not excluded. */
  readonly nodeGroups: readonly string[] | null;
  /**
   * Node groups that are excluded, and that this start still brings back, because a stop left something outstanding on them.
   * Prepare run decides it once: later their records say `restored`, and they must still be waited for.
   */
  readonly excludedToRestore?: readonly string[];
  readonly settings: RunSettings;
}

/** What every phase but Prepare run is invoked with. */
export interface PhaseEvent {
  readonly run: Run;
  /** The place of the phase in its runbook, from 1. */
  readonly step: number;
  /** When the loop around this phase was entered, ISO 8601; null where nothing repeats. */
  readonly enteredAt: string | null;
  /** When the execution was last redriven, ISO 8601, or null. */
  readonly redrivenAt: string | null;
  /**
   * What time it was for Step Functions when it asked, ISO 8601: the functions of a run may disagree about the time, and its deadlines
   * must not. Absent in executions that began before it was sent.
   */
  readonly askedAt?: string;
  /** The one thing that this pass is about: a tier's name, of those that a Map goes through; else null. */
  readonly item: string | null;
}

/** What a phase is invoked with that goes through many items in one pass: node groups. */
export interface EachItemEvent extends Omit<PhaseEvent, 'item'> {
  readonly items: readonly string[];
  /** What the pass before answered, or null on the first. */
  readonly left: ItemsLeft | null;
}

/** The items that a pass could not finish. */
export interface ItemsLeft {
  readonly items: readonly string[];
  /** When that pass began, ISO 8601: what was finished before a redrive is looked at again. */
  readonly at: string;
}

/** What Prepare run is invoked with. */
export interface PrepareRunEvent {
  readonly action: Action;
  readonly step: number;
  readonly input: unknown;
  readonly execution: { readonly arn: string; readonly name: string; readonly startedAt: string };
  /** As of every phase. */
  readonly askedAt?: string;
}

/** Counts and short facts of one pass, for the console and the report. */
export type Summary = Readonly<Record<string, string | number | boolean>>;

/** What a phase answers after its one pass. `waitSeconds` is computed from what it waits for, between 2 and 30. */
export type PhaseAnswer =
  | { readonly status: 'done'; readonly summary: Summary; readonly items?: readonly string[] }
  | {
      readonly status: 'pending';
      readonly waitSeconds: number;
      readonly reason: string;
      readonly summary: Summary;
      /** Of a phase that goes through many items: the machine hands it to the next pass. */
      readonly left?: ItemsLeft;
    }
  | { readonly status: 'skipped'; readonly reason: string; readonly summary: Summary };

/** Prepare run answers the run as well; `skipped` sends it straight to Report run. */
export type PrepareRunAnswer = PhaseAnswer & { readonly run: Run };
