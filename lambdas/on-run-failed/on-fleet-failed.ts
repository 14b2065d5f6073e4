import type { EndedExecutions } from '../../src/aws/ports.ts';
import { fleetMachineName } from '../../src/domain/machine-names.ts';
import { messageOf as snsMessageOf } from '../../src/notices/message-of.ts';
import { wantedNotice } from '../../src/notices/notice.ts';
import { noticeOfLostFleet } from '../../src/notices/notice-of-fleet.ts';
import { deployedNotifications } from './deployed-notifications.ts';
import type { FailureContext } from './on-run-failed.ts';
import { messageOf, type StatusEvent } from './status-event.ts';

type FleetFailureContext = Pick<FailureContext, 'notices' | 'configurationText' | 'environment'> & {
  readonly executions: Pick<EndedExecutions, 'failedState'>;
};

/** True for the end of an execution of the fleet. */
export function isFleet({ detail }: StatusEvent): boolean {
  return detail.stateMachineArn.split(':').at(-1) === fleetMachineName;
}

/**
 * Tells people of a fleet that ended without telling itself: it died before Report fleet, or was ended. Its runs tell of themselves, and
 * nothing is rolled back for it. Of a dry run nobody is told.
 *
 * @returns `isNew` is false for a FleetFailedError, which Report fleet has told.
 */
export async function onFleetFailed(
  context: FleetFailureContext,
  event: StatusEvent,
): Promise<{ readonly state: string | null; readonly isNew: boolean; readonly notified: boolean }> {
  const { executionArn, name, status, error = null, startDate, stopDate } = event.detail;
  if (error === 'FleetFailedError') return { state: 'Report fleet', isNew: false, notified: false };
  const state = (await context.executions.failedState(executionArn, status))?.split(':')[0] ?? null;
  const notice = noticeOfLostFleet({
    ...{ runId: name, executionArn, ending: status, error, state, message: messageOf(event.detail) },
    action: askedOf(event, 'action') === 'start' ? 'start' : 'stop',
    startedAt: new Date(startDate).toISOString(),
    endedAt: new Date(stopDate ?? startDate).toISOString(),
  });
  const isDry = askedOf(event, 'dryRun') === true;
  const wanted = isDry ? null : wantedNotice(notice, deployedNotifications(context));
  if (wanted !== null) await context.notices.publish(snsMessageOf(wanted));
  return { state, isNew: true, notified: wanted !== null };
}

/** What the input says, as far as it is one. */
function askedOf({ detail }: StatusEvent, key: string): unknown {
  try {
    const input: unknown = JSON.parse(detail.input ?? '{}');
    return typeof input === 'object' && input !== null
      ? Object.entries(input).find(([name]) => name === key)?.[1]
      : null;
  } catch (error) {
    // An input that is no JSON has failed the fleet, and says nothing of it.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
