import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { ConfigurationError } from '../../src/domain/errors.ts';

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

/** The files that this process holds: its own number in a lock of another is one that came round again, as 1 does in containers. */
const ours = new Set<string>();

/**
 * Keeps other processes from a state file, by a file beside it with the number of the process. The lock of a process that has ended
 * is taken over.
 *
 * @returns What lets go of it.
 * @throws {ConfigurationError} where a process holds it that may still run.
 */
export function lockState(file: string): () => void {
  const lock = `${file}.lock`;
  if (!tryLock(lock)) {
    const holder = readHolder(lock);
    if (holder && mayRun(lock, holder)) throw heldBy(file, lock, holder);
    clear(lock, holder);
    if (!tryLock(lock)) throw heldBy(file, lock, readHolder(lock));
  }
  ours.add(lock);
  return () => {
    if (ours.delete(lock)) rmSync(lock, { force: true });
  };
}

/** Whether a process that still runs holds the state file. */
export function isStateLocked(file: string): boolean {
  const lock = `${file}.lock`;
  const holder = readHolder(lock);
  return holder !== null && mayRun(lock, holder);
}

/**
 * Written aside and linked, so that the lock is never there without its words. Aside under a name that no other process has: two
 * containers may have the same number, and what is written over the name that another has just linked is written over its lock.
 */
function tryLock(lock: string): boolean {
  const own = `${lock}.${randomUUID()}`;
  const holder: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(own, `${JSON.stringify(holder)}\n`, { mode: 0o600 });
  try {
    linkSync(own, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(own);
  }
}

/** Moves a dead lock away; where another process was quicker and it is a living one, puts it back. */
function clear(lock: string, dead: Holder | null): void {
  const aside = `${lock}.old.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    const moved = readHolder(aside);
    if (moved && moved.since !== dead?.since) linkSync(aside, lock);
  } catch (error) {
    // Gone already, or there again: who asks for it next finds out.
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Null for no lock, and for one that says nothing. */
function readHolder(lock: string): Holder | null {
  try {
    const { pid, host, since } = JSON.parse(readFileSync(lock, 'utf8')) as Partial<Holder>;
    return pid && host && since ? { pid, host, since } : null;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** On another machine nobody can say. */
function mayRun(lock: string, { pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return ours.has(lock);
  try {
    process.kill(pid, 0);
    return !isDefunct(pid);
  } catch (error) {
    // EPERM: it runs, as another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Killed, and not yet asked about by its parent: in containers often for ever. Only Linux says it in a file. */
function isDefunct(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return false;
  // `29843 (node) Z …`; the name may hold anything.
  return /^\) [ZX]/.test(readFileSync(file, 'latin1').replace(/^.*(?=\) )/s, ''));
}

function heldBy(file: string, lock: string, holder: Holder | null): ConfigurationError {
  const who = holder ? `process ${holder.pid} on ${holder.host}, since ${holder.since}` : 'another process';
  return new ConfigurationError(
    `${file} is in use by ${who}.`,
    `Wait until it ends; where no such process runs any more, delete ${lock}.`,
  );
}
