import type { Action } from '../../src/domain/run.ts';
import { confirmed } from '../confirm.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Followed } from '../follow/followed.ts';
import { commandLine } from '../follow/hints.ts';
import { print, printJson, tell } from '../terminal.ts';
import { assertCanWait } from './assert-can-wait.ts';
import { assertClusterExists } from './assert-cluster-exists.ts';
import { closeScheduler, followToTheEnd } from './follow-to-the-end.ts';
import { inputOfRun, type Order } from './input-of-run.ts';
import { reportPlace } from './report-place.ts';
import type { RunOptions } from './run-options.ts';
import { openScheduler, type Scheduler } from './scheduler-options.ts';
import { startExecution } from './start-execution.ts';

/** `stop` and `start`: starts an execution and follows it. Answers the exit code. */
export async function runCommand(action: Action, options: RunOptions): Promise<number> {
  const order = inputOfRun(action, options);
  const report = reportPlace(options.report);
  assertCanWait(options);
  const scheduler = await openScheduler(options);
  try {
    const { deployment } = scheduler;
    if (order.kind === 'run') await assertClusterExists(deployment, order);
    const whose = whoIs(order, deployment);
    if (!(await isMeant(action, order, whose, options))) {
      tell('Nothing was started.');
      return exitCodes.done;
    }
    const followed = await startExecution(deployment, action, order);
    if (options.wait === false) return sayStarted(scheduler, followed, options);
    if (!options.json && !options.quiet) print(greeting(action, whose, order.dryRun));
    return await followToTheEnd(scheduler, followed, options, report);
  } finally {
    await closeScheduler(scheduler);
  }
}

/** `shop-dev (111122223333, eu-west-1)` */
function whoIs(order: Order, { account, region }: Deployment): string {
  if (order.kind === 'fleet') return order.says;
  return `${order.cluster} (${order.account ?? account}, ${order.region ?? region})`;
}

/** A start is never asked about: a cluster that is awake costs money, one that sleeps stops people. */
async function isMeant(action: Action, { dryRun }: Order, whose: string, { yes }: RunOptions): Promise<boolean> {
  if (action === 'start' || dryRun) return true;
  return confirmed(`Put ${whose} to sleep?`, { yes, otherwise: 'goOn' });
}

function sayStarted({ place }: Scheduler, { arn, id, machine }: Followed, { json }: RunOptions): number {
  const status = commandLine(place, 'status');
  if (json) printJson({ executionArn: arn, run: id, machine });
  else
    print(
      [
        `Started: ${arn}`,
        `  to see how it is:  ${status}`,
        `  to end it:         ${commandLine(place, 'abort', id)}`,
      ].join('\n'),
    );
  return exitCodes.done;
}

function greeting(action: Action, whose: string, isDryRun: boolean): string {
  const work = action === 'stop' ? 'Scale down' : 'Scale up';
  return `${work} of ${whose}${isDryRun ? ' [DRY RUN]' : ''}; times are UTC`;
}
