import type { Executions, StockRoom } from '../../src/aws/ports.ts';
import { few } from '../../src/domain/few.ts';
import { type HeldLock, isNodeGroup, type Outstanding } from '../../src/domain/stock.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';

export interface StockOfDoctor extends StockRoom {
  /** Keys of records that cannot be read. */
  unreadable(): Promise<readonly string[]>;
}

/** A held lock, and how its execution stands: RUNNING, FAILED, …, NOT_FOUND. */
interface Lock extends HeldLock {
  readonly status: string;
}

/** What the table says of all clusters: who sleeps, what is left relaxed or paused, and which locks nobody will give back. */
export async function examineStock(
  stock: StockOfDoctor,
  executions: Pick<Executions, 'status'>,
  startMachineArn: string,
): Promise<readonly Finding[]> {
  const [outstanding, held, unreadable] = await Promise.all([stock.outstanding(), stock.locks(), stock.unreadable()]);
  const locks = await Promise.all(
    held.map(async (lock) => ({ ...lock, status: await executions.status(lock.holder) })),
  );
  return [
    ...asleepOf(outstanding, unreadable, startMachineArn),
    ...locksOf(locks, startMachineArn),
    ...leftBehind(outstanding, locks, startMachineArn),
  ];
}

function asleepOf(
  outstanding: readonly Outstanding[],
  unreadable: readonly string[],
  startMachineArn: string,
): Finding[] {
  const groups = byCluster(outstanding.filter(isNodeGroup));
  const damaged = unreadable.map((key) => {
    const [cluster = ''] = key.split(' ');
    const cure = `Remove nothing. A start takes the copy on the thing itself: ${startCommand(cluster, startMachineArn)}`;
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

function locksOf(locks: readonly Lock[], startMachineArn: string): Finding[] {
  if (locks.length === 0) return [fine('locks', 'none is held')];
  return locks.map((lock) => {
    const { cluster, action, acquiredAt, holder, status } = lock;
    const says = `${cluster} is held since ${acquiredAt} by a ${action} that is ${status}: ${holder}`;
    if (isGoingOn(lock)) return fine('locks', says);
    const cure = isRedrivable(status)
      ? `Mend what it says, then: aws stepfunctions redrive-execution --execution-arn ${holder}`
      : `The next run takes it over: ${startCommand(cluster, startMachineArn)}`;
    // A cluster that did not fall asleep costs money; one that did not wake up stops people.
    return action === 'stop' ? warning('locks', says, cure) : wrong('locks', says, cure);
  });
}

/** What was changed for the night, on clusters that are awake and of which no run takes care. */
function leftBehind(outstanding: readonly Outstanding[], locks: readonly Lock[], startMachineArn: string): Finding[] {
  const cared = new Set([
    ...outstanding.filter(isNodeGroup).map(({ cluster }) => cluster),
    ...locks.filter(isGoingOn).map(({ cluster }) => cluster),
  ]);
  const left = byCluster(outstanding.filter(({ cluster }) => !cared.has(cluster)));
  if (left.length === 0)
    return [fine('left', 'no webhook is relaxed and no autoscaler paused where a cluster is awake')];
  return left.map(([cluster, records]) => {
    const what = few(records.map(({ key, recordedAt }) => `${saidOf(key)} since ${recordedAt}`));
    return wrong(
      'left',
      `${cluster} is awake, and ${what.join('; ')}`,
      `A start puts it back: ${startCommand(cluster, startMachineArn)}`,
    );
  });
}

function saidOf(key: string): string {
  const name = key.replace(/^[A-Z]+#/, '');
  return key.startsWith('WEBHOOK#') ? `webhook ${name} is relaxed` : `autoscaler ${name} is paused`;
}

function isGoingOn({ status }: Lock): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

function isRedrivable(status: string): boolean {
  return ['FAILED', 'ABORTED', 'TIMED_OUT'].includes(status);
}

function startCommand(cluster: string, startMachineArn: string): string {
  const [account, region, name] = cluster.split('/');
  const input = JSON.stringify({ cluster: name, account, region });
  return `aws stepfunctions start-execution --state-machine-arn ${startMachineArn} --input '${input}'`;
}

function byCluster(outstanding: readonly Outstanding[]): [string, Outstanding[]][] {
  return [...Map.groupBy(outstanding, ({ cluster }) => cluster)].sort(([a], [b]) => a.localeCompare(b));
}
