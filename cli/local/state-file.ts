import { closeSync, existsSync, fsyncSync, lstatSync, openSync, realpathSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoredItem } from '../../sandbox/aws/keep-items.ts';
import type { HistoryEvent } from '../../sandbox/engine/engine.ts';
import type { KeptExecution } from '../../sandbox/engine/execution/kept-execution.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { fileProblems, LineWriter, writeAll } from './line-writer.ts';
import { executionLine, headLine, itemLine, type KeptState, readStateLines, type StatePlace } from './state-lines.ts';
import { isStateLocked, lockState } from './state-lock.ts';
import { wholeLines } from './whole-lines.ts';

/** Longer than Step Functions keeps an execution nobody needs it here either. */
const executionsKeptMs = 90 * 24 * 60 * 60_000;

/** The state of a scheduler in one file. What was written is there after any end of the process or the machine. */
export interface StateFile {
  /** As it was when the file was opened. */
  readonly state: KeptState;
  /** Whether another process runs on it: only where it was opened to be read. */
  readonly isInUse: boolean;
  writeItem(key: StoredItem, item: StoredItem | null): void;
  writeExecution(execution: KeptExecution, newEvents: readonly HistoryEvent[]): void;
  /** Lets others have it. */
  close(): void;
}

/**
 * Opens a state file for this process alone, or makes it. It is rewritten with what still holds, and then only appended to, one line
 * for each change, which is on the disk before the change is answered.
 *
 * @throws {ConfigurationError} for a file that cannot be had, is no state, or is in use.
 */
export function openStateFile(named: string, place: StatePlace, now: number): StateFile {
  return explained(named, () => {
    const file = meantBy(named);
    const unlock = lockState(file);
    try {
      const state = forgetOld(read(file, place), now);
      rewrite(file, state, place);
      const descriptor = openSync(file, 'a', 0o600);
      const lines = new LineWriter(file, descriptor);
      return {
        state,
        isInUse: false,
        writeItem: (key, item) => lines.append(itemLine(key, item)),
        writeExecution: (execution, events) => lines.append(executionLine(execution, events)),
        close: () => {
          lines.close();
          unlock();
        },
      };
    } catch (error) {
      unlock();
      throw error;
    }
  });
}

/**
 * Reads a state file as it is, also while a process runs on it.
 *
 * @throws {ConfigurationError} where there is none, or it is no state.
 */
export function readStateFile(named: string, place: StatePlace): StateFile {
  return explained(named, () => {
    const file = meantBy(named);
    if (!existsSync(file))
      throw new ConfigurationError(`There is no ${file}.`, 'Name the file that the run was given.');
    const refuse = (): never => {
      throw new Error(`${file} is only read.`);
    };
    const isInUse = isStateLocked(file);
    return {
      state: read(file, place),
      isInUse,
      writeItem: refuse,
      writeExecution: refuse,
      close: () => undefined,
    };
  });
}

/** Where a link leads: there is one lock for all names of a state, and a link is not replaced by what it led to. */
function meantBy(named: string): string {
  const isLink = lstatSync(named, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? realpathSync(named) : named;
}

/** A file that is not there or empty is a state with nothing in it. */
function read(file: string, place: StatePlace): KeptState {
  const isEmpty = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === 0;
  return readStateLines(isEmpty ? [headLine(place)] : wholeLines(file), file, place);
}

/**
 * As DynamoDB does with items whose time to live has passed, and Step Functions with old executions. The history of a run is most of what
 * is written, and only one that can be redriven needs it.
 */
function forgetOld({ items, executions }: KeptState, now: number): KeptState {
  const isCurrent = ({ ttl }: StoredItem): boolean => {
    const { N } = (ttl ?? {}) as { readonly N?: string };
    return N === undefined || Number(N) * 1000 > now;
  };
  const isYoung = ({ stoppedAt }: KeptExecution): boolean => stoppedAt === null || now - stoppedAt < executionsKeptMs;
  return {
    items: new Map([...items].filter(([, item]) => isCurrent(item))),
    executions: new Map(
      [...executions]
        .filter(([, { kept }]) => isYoung(kept))
        .map(([arn, { kept, events }]) => [arn, { kept, events: kept.status === 'SUCCEEDED' ? [] : events }]),
    ),
  };
}

/** Aside, and moved into place: at any moment the old or the new one is there. */
function rewrite(file: string, { items, executions }: KeptState, place: StatePlace): void {
  const lines = [headLine(place)];
  for (const [key, item] of items) lines.push(itemLine(JSON.parse(key) as StoredItem, item));
  for (const { kept, events } of executions.values()) lines.push(executionLine(kept, events));
  const work = `${file}.new`;
  const descriptor = openSync(work, 'w', 0o600);
  try {
    for (const line of lines) writeAll(descriptor, line);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(work, file);
  syncDirectory(dirname(file));
}

/** The new name is on the disk, too. */
function syncDirectory(directory: string): void {
  // Windows opens no directories.
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function explained<T>(file: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    const problem = fileProblems[(error as NodeJS.ErrnoException).code ?? ''];
    if (problem === undefined) throw error;
    throw new ConfigurationError(`--state ${file} cannot be used: ${problem}.`, 'Name a file that can be written.', {
      cause: error,
    });
  }
}
