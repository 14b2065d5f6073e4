import type { Executions, StockRoom } from '../../src/aws/ports.ts';
import { few } from '../../src/domain/few.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { type HeldLock, isNodeGroup, type Outstanding } from '../../src/domain/stock.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

export interface StockOfDoctor extends StockRoom {
  /** Keys of records that cannot be read. */
  unreadable(): Promise<readonly string[]>;
}

/** A held lock, and how its execution stands: RUNNING, FAILED, …, NOT_FOUND. */
export interface Lock extends HeldLock {
  readonly status: string;
}

type Command = Scene['command'];

/** Who sleeps. */
export async function examineAsleep(stock: StockOfDoctor, command: Command): Promise<readonly Finding[]> {
  const [outstanding, unreadable] = await Promise.all([stock.outstanding(), stock.unreadable()]);
  const groups = byCluster(outstanding.filter(isNodeGroup));
  const damaged = unreadable.map((key) => {
    const [cluster = ''] = key.split(' ');
    const cure = `Remove nothing. A start takes the copy on the thing itself: ${command(['start'], clusterIn(cluster))}`;
    return wrong('asleep', `${key}: its record cannot be read`, cure);
  });
  const sleeping = groups.map(([cluster, records]) => {
    const since = records.map(({ recordedAt }) => recordedAt).sort()[0];
    const runs = [...new Set(records.map(({ runId }) => runId))];
    const names = few(records.map(({ key }) => key.slice('NODEGROUP#'.length)));
    return fine('asleep', `${cluster} since ${since} by ${runs.join(', ')}; to come back: ${names.join(', ')}`);
  });
  if (sleeping.length + damaged.length > 0) return [...damaged, ...sleeping];
  return [fine('asleep', 'no cluster sleeps')];
}

/** Which locks nobody will give back. */
export async function examineLocks(
  stock: StockOfDoctor,
  executions: Pick<Executions, 'status'>,
  command: Command,
): Promise<readonly Finding[]> {
  const locks = await locksIn(stock, executions);
  if (locks.length === 0) return [fine('locks', 'none is held')];
  return locks.map((lock) => {
    const { cluster, action, acquiredAt, holder, status } = lock;
    const says = `${cluster} is held since ${acquiredAt} by a ${action} that is ${status}: ${holder}`;
    if (isGoingOn(lock)) return fine('locks', says);
    const cure = isRedrivable(status)
      ? `Mend what it says, then: ${command(['redrive', holder])}`
      : `The next run takes it over; until then: ${command(['unlock'], clusterIn(cluster))}`;
    // A cluster that did not fall asleep costs money; one that did not wake up stops people.
    return action === 'stop' ? warning('locks', says, cure) : wrong('locks', says, cure);
  });
}

/** What was changed for the night, on clusters that are awake and of which no run takes care. */
export async function examineLeft(
  stock: StockOfDoctor,
  executions: Pick<Executions, 'status'>,
  command: Command,
): Promise<readonly Finding[]> {
  const [outstanding, locks] = await Promise.all([stock.outstanding(), locksIn(stock, executions)]);
  const cared = new Set([
    ...outstanding.filter(isNodeGroup).map(({ cluster }) => cluster),
    ...locks.filter(isGoingOn).map(({ cluster }) => cluster),
  ]);
  const left = byCluster(outstanding.filter(({ cluster }) => !cared.has(cluster)));
  if (left.length === 0)
    return [fine('left', 'no webhook is relaxed and no autoscaler paused where a cluster is awake')];
  return left.map(([cluster, records]) => {
    const what = few(records.map(({ key, recordedAt }) => `${saidOf(key)} since ${recordedAt}`));
    const cure = `A start puts it back: ${command(['start'], clusterIn(cluster))}`;
    return wrong('left', `${cluster} is awake, and ${what.join('; ')}`, cure);
  });
}

/** Held locks, each with how its execution stands. */
export async function locksIn(
  stock: Pick<StockRoom, 'locks'>,
  executions: Pick<Executions, 'status'>,
): Promise<readonly Lock[]> {
  const held = await stock.locks();
  return Promise.all(held.map(async (lock) => ({ ...lock, status: await executions.status(lock.holder) })));
}

function saidOf(key: string): string {
  const name = key.replace(/^[A-Z]+#/, '');
  return key.startsWith('WEBHOOK#') ? `webhook ${name} is relaxed` : `autoscaler ${name} is paused`;
}

/** Whether the run that holds it is at work. */
export function isGoingOn({ status }: Lock): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

function isRedrivable(status: string): boolean {
  return ['FAILED', 'ABORTED', 'TIMED_OUT'].includes(status);
}

/** @param placed `<account>/<region>/<name>` */
export function clusterIn(placed: string): ClusterId {
  const [account = '', region = '', name = ''] = placed.split('/');
  return { account, region, name };
}

function byCluster(outstanding: readonly Outstanding[]): [string, Outstanding[]][] {
  return [...Map.groupBy(outstanding, ({ cluster }) => cluster)].sort(([a], [b]) => a.localeCompare(b));
}
