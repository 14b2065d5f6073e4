import { LockHeldError } from '../../src/domain/errors.ts';
import { type HeldBy, judgeLock } from '../../src/domain/lock-verdict.ts';
import type { Run } from '../../src/domain/run.ts';
import type { ClusterPorts, PrepareContext } from '../phase.ts';

/**
 * Takes the cluster for this run: from nobody, from itself, from a run that has ended, or, for a start that may, from a running
 * stop, which is ended first.
 *
 * @throws {LockHeldError} when another run is going on.
 */
export async function takeLock(
  { notes, now }: Pick<PrepareContext, 'notes' | 'now'>,
  { lock, executions }: Pick<ClusterPorts, 'lock' | 'executions'>,
  run: Run,
  takeover: boolean,
): Promise<void> {
  const holder = await lock.current();
  const isOther = holder !== null && holder.holder !== run.executionArn;
  const heldBy = holder && { ...holder, status: isOther ? await executions.status(holder.holder) : 'RUNNING' };
  const verdict = judgeLock(run, heldBy, takeover);
  if (heldBy && verdict === 'held') throw held(run, heldBy);
  if (heldBy && verdict === 'abort-and-take') {
    await executions.stop(heldBy.holder, `Taken over by ${run.executionArn}: a start wins over a stop.`);
    notes.warn(`The running stop ${heldBy.holder} was ended: this start takes over.`);
  } else if (heldBy && isOther) {
    notes.info(`The lock of ${heldBy.holder} (${heldBy.status}) is taken over`);
  }
  if (await lock.take(run, holder, now())) return;
  const quicker = await lock.current();
  throw held(run, {
    holder: quicker?.holder ?? 'another run',
    action: quicker?.action ?? run.action,
    status: 'RUNNING',
  });
}

function held({ cluster, action }: Run, { holder, action: other, status }: HeldBy): LockHeldError {
  const cure =
    action === 'start' && other === 'stop'
      ? 'Wait until it ends, or start again with "takeover": true to end it.'
      : 'Wait until it ends, or stop that execution, and start again.';
  return new LockHeldError(`Cluster ${cluster.name} is held by the ${other} ${holder}, which is ${status}.`, cure);
}
