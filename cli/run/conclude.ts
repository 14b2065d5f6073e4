import { ConfigurationError } from '../../src/domain/errors.ts';
import type { Report } from '../../src/report/report.ts';
import { exitCodes } from '../exit-codes.ts';
import { fleetExitCode, fleetVerdict, fleetVerdictText } from '../follow/fleet-verdict.ts';
import { followFleet, followRun } from '../follow/follow.ts';
import type { Followed } from '../follow/followed.ts';
import type { Pace } from '../follow/patience.ts';
import { readReport } from '../follow/read-report.ts';
import { exitCodeOf, runVerdict } from '../follow/run-verdict.ts';
import { runVerdictText } from '../follow/run-verdict-text.ts';
import { print, printJson, tell } from '../terminal.ts';
import type { FollowOptions } from './follow-options.ts';
import type { ReportPlace } from './report-place.ts';
import type { Scheduler } from './scheduler-options.ts';

interface Conclude {
  readonly scheduler: Scheduler;
  readonly followed: Followed;
  readonly options: FollowOptions;
  readonly report: ReportPlace;
  readonly signal: AbortSignal;
}

/** Follows an execution to its end, says how it ended, leaves the report where it was asked for, and answers the exit code. */
export async function conclude(work: Conclude): Promise<number> {
  const { json, quiet, poll } = work.options;
  const shown = {
    ...({ pollSeconds: poll, signal: work.signal, tell } satisfies Pace),
    print: json || quiet ? null : print,
  };
  return work.followed.machine === 'fleet' ? concludeFleet(work, shown) : concludeRun(work, shown);
}

type Shown = Parameters<typeof followRun>[2];

async function concludeRun({ scheduler, followed, options, report: place }: Conclude, shown: Shown): Promise<number> {
  const { deployment } = scheduler;
  const look = await followRun(deployment, followed, shown);
  const report = await readReport(deployment, look);
  const { reportFiles, problem } = writtenReport(place, report);
  const told = runVerdict({ followed, look, report, home: deployment, ...scheduler, reportFiles });
  const verdict = { ...told, report: told.report && scheduler.reportFile(told.report) };
  if (options.json) printJson(verdict);
  else {
    if (!options.quiet) print('');
    print(runVerdictText(verdict, { isQuiet: options.quiet === true }));
  }
  if (problem !== null) tell(problem);
  const exitCode = exitCodeOf(verdict, options.strict === true);
  return exitCode === exitCodes.done && problem !== null ? exitCodes.failed : exitCode;
}

/** How the run ended is told first of all, whatever becomes of its report. */
function writtenReport(place: ReportPlace, report: Report | null) {
  if (!place.isWanted) return { reportFiles: [], problem: null };
  if (report === null) {
    return { reportFiles: [], problem: 'There is no report: the run left no journal, or it cannot be read.' };
  }
  try {
    return { reportFiles: place.write(report), problem: null };
  } catch (error) {
    if (error instanceof ConfigurationError) return { reportFiles: [], problem: error.message };
    throw error;
  }
}

async function concludeFleet({ scheduler, followed, options, report }: Conclude, shown: Shown): Promise<number> {
  const look = await followFleet(scheduler.deployment, followed, shown);
  const verdict = fleetVerdict(followed, look, scheduler);
  if (options.json) printJson(verdict);
  else {
    if (!options.quiet) print('');
    print(fleetVerdictText(verdict, { isQuiet: options.quiet === true }));
  }
  if (report.isWanted) tell('--report is of one cluster: each run of a fleet has a report of its own in the bucket.');
  return fleetExitCode(verdict);
}
