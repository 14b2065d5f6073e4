import { exitCodes } from '../exit-codes.ts';
import type { Followed } from '../follow/followed.ts';
import { commandLine } from '../follow/hints.ts';
import { interruption } from '../interruption.ts';
import { tell } from '../terminal.ts';
import { conclude } from './conclude.ts';
import type { FollowOptions } from './follow-options.ts';
import type { ReportPlace } from './report-place.ts';
import type { Scheduler } from './scheduler-options.ts';

/**
 * Follows an execution until it ends or the person has seen enough, and answers the exit code.
 *
 * @throws What ends the looking, CredentialsExpired for one, after saying that the run goes on, if it does.
 */
export async function followToTheEnd(
  scheduler: Scheduler,
  followed: Followed,
  options: FollowOptions,
  report: ReportPlace,
): Promise<number> {
  const { signal, forget } = interruption();
  try {
    const exitCode = await conclude({ scheduler, followed, options, report, signal });
    await scheduler.idle(signal);
    return exitCode;
  } catch (error) {
    // Whatever ends the looking (Ctrl-C, credentials, a missing right): the run does not end with it.
    if (!scheduler.isLocal) tell(goesOn(scheduler, followed));
    if (!signal.aborted) throw error;
    if (scheduler.isLocal) tell('Interrupted: the pass that is under way is let finish.');
    return exitCodes.interrupted;
  } finally {
    forget();
  }
}

/** What somebody must know who leaves while a run goes on. */
function goesOn({ place }: Scheduler, { arn, id }: Followed): string {
  return [
    `The run goes on in AWS: ${arn}`,
    `  to see how it is:  ${commandLine(place, 'status')}`,
    `  to end it:         ${commandLine(place, 'abort', id)}`,
  ].join('\n');
}

/** A run in this process ends with it, and can be taken up where it stood. */
export async function closeScheduler(scheduler: Scheduler): Promise<void> {
  for (const { id, redriveCommand } of await scheduler.close()) {
    tell(`${id} has not ended. To go on where it stands: ${redriveCommand}`);
  }
}
