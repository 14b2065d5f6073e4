import { RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { callAws } from '../../src/aws/errors-from-aws.ts';
import { chooseRun } from '../choose-run.ts';
import { exitCodes } from '../exit-codes.ts';
import { commandLine } from '../follow/hints.ts';
import { untilDescribed } from '../follow/until-described.ts';
import { assertCanWait } from '../run/assert-can-wait.ts';
import type { FollowOptions } from '../run/follow-options.ts';
import { closeScheduler, followToTheEnd } from '../run/follow-to-the-end.ts';
import { reportPlace } from '../run/report-place.ts';
import { openScheduler, type SchedulerOptions } from '../run/scheduler-options.ts';
import { print, printJson, tell } from '../terminal.ts';
import { assertRedrivable, hasOlderDefinition } from './assert-redrivable.ts';

export interface RedriveOptions extends SchedulerOptions, FollowOptions {
  readonly cluster?: string;
  readonly wait?: boolean;
}

/** `redrive`: goes on with a run from the step that failed, and follows it. Answers the exit code. */
export async function redriveRun(run: string | undefined, options: RedriveOptions): Promise<number> {
  assertCanWait(options);
  const report = reportPlace(options.report);
  const scheduler = await openScheduler(options);
  try {
    const { deployment, place, placeOfRuns } = scheduler;
    const { states } = deployment.clients;
    const followed = await chooseRun(
      deployment,
      { run, cluster: options.cluster },
      { kind: 'failed', statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'], isNewestMeant: true },
    );
    await assertRedrivable({ deployment, followed, place: placeOfRuns });
    if (await hasOlderDefinition(states, followed)) {
      tell(
        `Note: ${followed.id} goes on by the machine that it began with; another has been deployed since. Start anew to run that one.`,
      );
    }
    const command = new RedriveExecutionCommand({ executionArn: followed.arn });
    const { redriveDate: redrivenAt } = await callAws('states:RedriveExecution', () => states.send(command));
    await untilDescribed(states, followed.arn, ({ redriveDate }) => !redrivenAt || (redriveDate ?? 0) >= redrivenAt);
    if (options.wait === false) {
      if (options.json) printJson({ executionArn: followed.arn, run: followed.id, machine: followed.machine });
      else print(`Redriven: ${followed.arn}\n  to see how it is:  ${commandLine(place, 'status')}`);
      return exitCodes.done;
    }
    if (!options.json && !options.quiet) print(`Redrive of ${followed.id}; times are UTC`);
    return await followToTheEnd(scheduler, followed, options, report);
  } finally {
    await closeScheduler(scheduler);
  }
}
