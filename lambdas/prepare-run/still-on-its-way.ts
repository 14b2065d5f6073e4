import type { Executions, Lock } from '../../src/aws/ports.ts';
import { secondsUntilQuiet } from '../../src/domain/seconds-until-quiet.ts';

/**
 * Seconds to wait before this run, which has the lock, may look at its cluster: 0 unless it has it from a run that was cut off just
 * now. Ending an execution does not end the function that works for it: a change that it had sent may arrive after this.
 */
export async function stillOnItsWay(
  { lock, executions }: { readonly lock: Pick<Lock, 'current'>; readonly executions: Pick<Executions, 'cutOffAt'> },
  now: Date,
): Promise<number> {
  const takenFrom = (await lock.current())?.takenFrom;
  if (takenFrom === undefined) return 0;
  return secondsUntilQuiet(await executions.cutOffAt(takenFrom), now);
}
