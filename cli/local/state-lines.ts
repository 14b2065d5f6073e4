import { z } from 'zod';
import type { StoredItem } from '../../sandbox/aws/keep-items.ts';
import type { HistoryEvent, KeptWithHistory } from '../../sandbox/engine/engine.ts';
import type { KeptExecution } from '../../sandbox/engine/execution/kept-execution.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';

/** Whose state a file holds: executions and records name the account and the region. */
export interface StatePlace {
  readonly account: string;
  readonly region: string;
}

/** What a state file says, in the order in which things were first said. */
export interface KeptState {
  readonly items: Map<string, StoredItem>;
  readonly executions: Map<string, KeptWithHistory & { readonly events: HistoryEvent[] }>;
}

const version = 1;
const headSchema = z.object({
  eksScheduler: z.literal('state'),
  version: z.number(),
  account: z.string(),
  region: z.string(),
});
const record = z.record(z.string(), z.unknown());
const lineSchema = z.union([
  z.strictObject({ key: record, item: record.nullable() }),
  z.strictObject({
    execution: z.looseObject({ arn: z.string(), status: z.string(), startedAt: z.number(), root: record }),
    events: z.array(z.looseObject({ id: z.number(), timestamp: z.number(), type: z.string() })),
  }),
]);

/** The first line. */
export function headLine({ account, region }: StatePlace): string {
  return `${JSON.stringify({ eksScheduler: 'state', version, account, region })}\n`;
}

/** @param item What stands under the key now; null: nothing. */
export function itemLine(key: StoredItem, item: StoredItem | null): string {
  return `${JSON.stringify({ key, item })}\n`;
}

/** @param events Those that no line has said before. */
export function executionLine(execution: KeptExecution, events: readonly HistoryEvent[]): string {
  return `${JSON.stringify({ execution, events })}\n`;
}

/**
 * Reads a state file: each line says what one item or execution is from there on.
 *
 * @param lines Those that have an end. A last line without one was being written when the process or the machine died: what it says has
 *   not happened.
 * @param file For what is wrong with it.
 * @throws {ConfigurationError} for a file that is no state, is damaged elsewhere, is of a newer version or of another place.
 */
export function readStateLines(lines: Iterable<string>, file: string, place: StatePlace): KeptState {
  const state: KeptState = { items: new Map(), executions: new Map() };
  let number = 0;
  for (const line of lines) {
    number++;
    if (number === 1) {
      assertOurs(parse(line), file, place);
      continue;
    }
    const read = lineSchema.safeParse(parse(line));
    if (!read.success) {
      throw new ConfigurationError(
        `${file}:${number} is damaged: it does not say an item or an execution.`,
        'Put the file back from a copy, or begin with a new one; sizes also stand in tags of the node groups.',
      );
    }
    take(state, read.data);
  }
  if (number === 0) assertOurs(null, file, place);
  return state;
}

function take({ items, executions }: KeptState, line: z.infer<typeof lineSchema>): void {
  if ('key' in line) {
    const key = JSON.stringify(line.key);
    if (line.item) items.set(key, line.item);
    else items.delete(key);
    return;
  }
  const kept = line.execution as unknown as KeptExecution;
  const events = executions.get(kept.arn)?.events ?? [];
  for (const event of line.events) events.push(event as unknown as HistoryEvent);
  executions.set(kept.arn, { kept, events });
}

function assertOurs(head: unknown, file: string, place: StatePlace): void {
  const read = headSchema.safeParse(head);
  if (!read.success) {
    throw new ConfigurationError(
      `${file} is not a state file of eks-scheduler.`,
      'Name another file, or one that does not exist yet: it is made.',
    );
  }
  const { account, region } = read.data;
  if (read.data.version > version) {
    throw new ConfigurationError(
      `${file} was written by a newer version of eks-scheduler.`,
      'Use that version to go on with it.',
    );
  }
  if (account === place.account && region === place.region) return;
  throw new ConfigurationError(
    `${file} is the state of account ${account}, region ${region}, and not of ${place.account}, ${place.region}.`,
    `Log in there and say --region ${region} (a cluster elsewhere: --cluster-region), or name another file.`,
  );
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
