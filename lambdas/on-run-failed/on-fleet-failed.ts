import type { EndedExecutions, Notices } from '../../src/aws/ports.ts';
import { fleetMachineName } from '../../src/domain/machine-names.ts';
import { messageOf, type StatusEvent } from './status-event.ts';

/** True for the end of an execution of the fleet. */
export function isFleet({ detail }: StatusEvent): boolean {
  return detail.stateMachineArn.split(':').at(-1) === fleetMachineName;
}

/**
 * Tells people of a fleet that ended without telling itself: it died before Report fleet, or was ended. Its runs tell of themselves, and
 * nothing is rolled back for it.
 *
 * @returns Whether people were told: not of a FleetFailedError, which Report fleet has told them.
 */
export async function onFleetFailed(
  { executions, notices }: { readonly executions: Pick<EndedExecutions, 'failedState'>; readonly notices: Notices },
  event: StatusEvent,
): Promise<{ readonly state: string | null; readonly notified: boolean }> {
  const { executionArn, name, status, error } = event.detail;
  if (error === 'FleetFailedError') return { state: 'Report fleet', notified: false };
  const state = (await executions.failedState(executionArn, status))?.split(':')[0] ?? null;
  const ended = { TIMED_OUT: 'ran out of time', ABORTED: 'was ended' }[status] ?? 'failed';
  const place = state === null ? '' : ` at ${state}`;
  const said = [error ?? null, messageOf(event.detail)].filter((part) => part !== null).join(': ');
  const lines = [
    `The fleet ${name} ${ended}${place}. It has not reported how its clusters fared.`,
    ...(said === '' ? [] : ['', said]),
    ...['', 'Runs that were going on may have been ended with it. When the cause is gone, redrive it:'],
    `aws stepfunctions redrive-execution --execution-arn ${executionArn}`,
    ...(state === null ? [] : ['', `Runbook: docs/runbook.md, "${state}"`]),
  ];
  await notices.publish(`EKS Scheduler: a fleet ${ended}${place}`, lines.join('\n'));
  return { state, notified: true };
}
