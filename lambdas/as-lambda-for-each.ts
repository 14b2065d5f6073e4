import { LockLostError } from '../src/domain/errors.ts';
import type { EachItemEvent, PhaseAnswer } from '../src/domain/run.ts';
import { answerForAll, type FailedItem, type Outcome } from './answer-for-all.ts';
import { answerOf, type LambdaContext, phaseContext, targetOf } from './as-lambda.ts';
import { eachAtMost } from './each-at-most.ts';
import { beginPass } from './pass.ts';
import type { AwsContext, AwsPorts, Phase } from './phase.ts';
import { atTimeOfMachine } from './time-of-machine.ts';
import type { Wiring } from './wiring.ts';

/** Items that are looked at side by side. EKS publishes no request rates; a handful of calls at once has never been throttled. */
const atOnce = 5;

/** No item is begun with less time left than this: its calls are retried, each for up to 15 s. */
const reserveMs = 60_000;

/** A phase whose one invocation makes a pass over each of many items. */
export interface ForEach<Context = AwsContext> {
  /** Kebab-case, as the folder. */
  readonly phase: string;
  /** As in the runbook. */
  readonly title: string;
  /** What the summary calls the items: `nodeGroups`. */
  readonly countAs: string;
  /** One pass over one item. */
  readonly step: Phase<Context>;
  /** The one error that tells of several items that failed. */
  readonly failedTogether: (failed: readonly FailedItem[], ofAll: number) => Error;
}

/**
 * Makes a Lambda handler of a phase that is done for many items. Each has a pass of its own: its context, its entry in the journal,
 * its failure. A failure waits until no other item is under way, so that it stops none of them; losing the lock stops all.
 */
export function asLambdaForEach<Ports extends AwsPorts>(
  { phase, title, countAs, step, failedTogether }: ForEach<AwsContext & Ports>,
  deployed: Wiring<Ports>,
): (event: EachItemEvent, lambda: LambdaContext) => Promise<PhaseAnswer> {
  return async (event, lambda) => {
    const { run } = event;
    const wiring = atTimeOfMachine(deployed, event);
    const at = wiring.now().toISOString();
    const ports = readingOnce(wiring.connect(run.cluster, run, phase));
    const outcomes = new Map<string, Outcome>();

    const passOver = async (item: string) => {
      if (lambda.getRemainingTimeInMillis() < reserveMs) {
        outcomes.set(item, 'not begun');
        return;
      }
      const pass = beginPass(wiring, { phase, title, ...targetOf(event, item) });
      const context = phaseContext({ ...event, item }, lambda, ports, { pass, phase, now: wiring.now });
      try {
        const journalOf = () => ({ run, journal: ports.journal });
        outcomes.set(item, await pass.complete(() => answerOf(step, context), journalOf));
      } catch (error) {
        if (!(error instanceof Error) || error instanceof LockLostError) throw error;
        outcomes.set(item, error);
      }
    };

    const items = itemsOf(event);
    await eachAtMost(items, atOnce, passOver);
    return answerForAll({
      outcomes: items.map((item) => [item, outcomes.get(item) ?? 'not begun']),
      ofAll: event.items.length,
      countAs,
      at,
      failedTogether,
    });
  };
}

/** What is left of the pass before. After a redrive that can be a day old: then every item is looked at again. */
function itemsOf({ items, left, redrivenAt }: EachItemEvent): readonly string[] {
  if (left === null) return items;
  return redrivenAt !== null && new Date(redrivenAt) >= new Date(left.at) ? items : left.items;
}

/** The same ports, for one pass: lists that every item would ask for are read once. */
function readingOnce<Ports extends AwsPorts>(ports: Ports): Ports {
  return {
    ...ports,
    records: { ...ports.records, nodeGroups: once(() => ports.records.nodeGroups()) },
    nodeGroups: {
      ...ports.nodeGroups,
      names: once(() => ports.nodeGroups.names()),
      list: once(() => ports.nodeGroups.list()),
    },
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= read();
    return answer;
  };
}
