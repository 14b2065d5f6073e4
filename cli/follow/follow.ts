import type { Deployment } from '../connect-to-deployment.ts';
import { isLive } from '../terminal.ts';
import { rowsOfFleet, rowsOfRun } from './board-rows.ts';
import { fleetLines, runLines } from './follow-lines.ts';
import type { FleetLook, Followed, RunLook } from './followed.ts';
import type { Pace } from './patience.ts';
import { watchFleet } from './watch-fleet.ts';
import { watchRun } from './watch-run.ts';

/** How progress is shown: rewritten on a terminal, as lines elsewhere, or not at all. */
export interface Shown {
  /** Gets lines; null for no progress. */
  readonly print: ((line: string) => void) | null;
}

/** Follows the run of one cluster to its end, showing how it goes, and answers how it ended. */
export async function followRun(
  deployment: Deployment,
  { arn }: Pick<Followed, 'arn'>,
  options: Pace & Shown,
): Promise<RunLook> {
  const looks = watchRun(deployment, arn, options);
  if (options.print && isLive())
    return endOf(await (await board()).showBoard(looks, rowsOfRun, { isConcurrent: false }));
  return endOf(await shownLook(looks, options.print === null ? null : runLines(options.print)));
}

/** The same for a fleet. */
export async function followFleet(
  deployment: Deployment,
  { arn }: Pick<Followed, 'arn'>,
  options: Pace & Shown,
): Promise<FleetLook> {
  const looks = watchFleet(deployment, arn, options);
  if (options.print && isLive())
    return endOf(await (await board()).showBoard(looks, rowsOfFleet, { isConcurrent: true }));
  return endOf(await shownLook(looks, options.print === null ? null : fleetLines(options.print)));
}

/** Listr is loaded where somebody looks at a terminal. */
function board(): Promise<typeof import('./task-board.ts')> {
  return import('./task-board.ts');
}

async function shownLook<Look>(looks: AsyncIterable<Look>, show: ((look: Look) => void) | null): Promise<Look | null> {
  let last: Look | null = null;
  for await (const look of looks) {
    show?.(look);
    last = look;
  }
  return last;
}

function endOf<Look>(last: Look | null): Look {
  if (last === null) throw new Error('A run was followed and never seen.');
  return last;
}
