import type { Journal, JournalPass, RunIdentity } from '../src/aws/ports.ts';
import { SchedulerError, TransientError } from '../src/domain/errors.ts';
import type { Action, PhaseAnswer } from '../src/domain/run.ts';
import { measurePass } from './measure-pass.ts';
import type { Notes } from './phase.ts';
import { dryRunMark, runNotes } from './run-notes.ts';
import { sayWhatNext } from './say-what-next.ts';
import { thrownByPhase } from './thrown-by-phase.ts';
import type { Wiring } from './wiring.ts';

/** One pass of one phase, from its first log line to its entry in the journal. */
export interface Pass {
  readonly notes: Notes;
  readonly startedAt: Date;
  /** Does the work and journals it, also when it fails. `journalOf` is null as long as no run is known to journal under. */
  complete<A extends PhaseAnswer>(work: () => Promise<A>, journalOf: () => JournalOf | null): Promise<A>;
}

export interface JournalOf {
  readonly run: RunIdentity;
  readonly journal: Journal;
}

export interface PassTarget {
  readonly phase: string;
  readonly title: string;
  readonly step: number;
  readonly item: string | null;
  readonly action: Action;
  /** When the phase was begun, of which this pass may be a repetition; null where nothing repeats. */
  readonly since: Date | null;
  readonly runId: string;
  readonly cluster: string;
  readonly dryRun: boolean;
}

export function beginPass(
  { now, logger: makeLogger, measure }: Pick<Wiring, 'now' | 'logger' | 'measure'>,
  target: PassTarget,
): Pass {
  const { phase, title, step, item, runId, cluster, dryRun } = target;
  const logger = makeLogger({ runId, cluster, phase, ...(item === null ? {} : { item }) });
  const notes = runNotes(logger, dryRun);
  const startedAt = now();
  logger.info(`${dryRun ? `${dryRunMark} ` : ''}Step ${step}: ${title}`);

  const entry = (outcome: Pick<JournalPass, 'status' | 'reason' | 'summary'>): JournalPass => ({
    ...{ phase, title, step, item, startedAt: startedAt.toISOString(), endedAt: now().toISOString() },
    ...outcome,
    ...notes.taken(),
  });
  const failed = async (error: Error, journalOf: JournalOf | null) => {
    logger.error(`${title} failed`, error);
    const reason = `${error.name}: ${error.message}`;
    try {
      const pass = entry({ status: 'failed', reason, summary: {} });
      await journalOf?.journal.write(journalOf.run, { ...pass, facts: { ...pass.facts, ...cureOf(error) } });
    } catch (journalError) {
      // The phase's own error is what a person needs to see; that the journal failed too must not hide it.
      logger.error('The failure could not be journalled', thrownByPhase(journalError));
    }
  };

  return {
    notes,
    startedAt,
    complete: async <A extends PhaseAnswer>(work: () => Promise<A>, journalOf: () => JournalOf | null) => {
      let answer: A;
      try {
        answer = await work();
      } catch (error) {
        const thrown = sayWhatNext(thrownByPhase(error));
        await failed(thrown, journalOf());
        throw thrown;
      }
      const { status, summary } = answer;
      const reason = answer.status === 'done' ? null : answer.reason;
      logger.info(`${title}: ${reason === null ? status : `${status}, ${reason}`}`, { summary });
      const at = journalOf();
      await at?.journal.write(at.run, entry({ status, reason, summary }));
      const measured = { ...target, since: target.since ?? startedAt, endedAt: now() };
      for (const measurement of measurePass(measured, answer)) measure(measurement);
      return answer;
    },
  };
}

/** For whoever tells people of the failure. What passes by itself is retried, and needs no cure. */
function cureOf(error: Error): JournalPass['facts'] {
  return error instanceof SchedulerError && !(error instanceof TransientError) ? { cure: error.cure } : {};
}
