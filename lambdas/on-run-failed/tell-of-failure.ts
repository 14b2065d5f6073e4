import type { JournalAction } from '../../src/aws/ports.ts';
import type { NotificationSettings } from '../../src/domain/run-settings.ts';
import { messageOf } from '../../src/notices/message-of.ts';
import { type Notice, wantedNotice } from '../../src/notices/notice.ts';
import { type AfterFailure, noticeOfFailure } from '../../src/notices/notice-of-failure.ts';
import { deployedNotifications } from './deployed-notifications.ts';
import type { FailedRun } from './failed-run.ts';
import type { FailureContext } from './on-run-failed.ts';
import type { LeftReport } from './report-failed-run.ts';
import { isRollback } from './rollback-name.ts';

const entry = { phase: 'on-run-failed', title: 'On run failed', step: 99, item: null } as const;

/** A failed run with what came of it. */
export interface FollowedFailure {
  readonly after: AfterFailure;
  readonly statusNow: string;
  /** Null where there is none. */
  readonly report: LeftReport | null;
}

type Asked = NonNullable<FailedRun['asked']>;

/**
 * Closes the run in the table and tells people, once of each end of the run and of what came of it. Of a dry run nobody is told.
 *
 * @throws What the topic throws, before the journal says that people were told: Lambda then calls again.
 */
export async function tellOfFailure(
  context: FailureContext,
  run: FailedRun,
  state: string | null,
  followed: FollowedFailure,
): Promise<{ readonly isNew: boolean; readonly notified: boolean }> {
  const notice = noticeOf(run, state, followed);
  if (run.asked === null) {
    const notified = await publish(context, notice, deployedNotifications(context));
    return { isNew: true, notified };
  }
  const { identity, configuration } = run.asked;
  const { journal } = context.connect(identity);
  const end = `${run.endedAt} ${followed.after.rollback}`;
  if (end in (await journal.facts(identity, entry))) return { isNew: false, notified: false };
  // A run that was redriven meanwhile says itself how it ends.
  if (followed.statusNow === run.status) {
    const ended = { endedAt: run.endedAt, reason: notice.subject };
    const report = followed.report === null ? {} : { report: followed.report.address };
    await journal.markRun(identity, 'failed', { ...ended, ...report });
  }
  const notified = !identity.dryRun && (await publish(context, notice, configuration.notifications));
  const at = context.now().toISOString();
  await journal.write(identity, {
    ...{ ...entry, status: 'done', startedAt: at, endedAt: at, counts: {}, warnings: [] },
    reason: notice.subject,
    summary: { status: run.status, rollback: followed.after.rollback, ...(state === null ? {} : { state }) },
    actions: startedBy(run.asked, followed.after),
    facts: { [end]: notice.subject },
  });
  return { isNew: true, notified };
}

function startedBy({ identity }: Asked, after: AfterFailure): JournalAction[] {
  if (after.rollback !== 'started') return [];
  return [{ verb: 'start', target: `cluster ${identity.cluster.name} by ${after.executionArn}` }];
}

function noticeOf(run: FailedRun, state: string | null, { after, report }: FollowedFailure): Notice {
  const { name, executionArn, action, startedAt, endedAt, status, error, message, asked } = run;
  return noticeOfFailure({
    ...{ runId: name, executionArn, action, startedAt, endedAt, ending: status, error, message, state, after },
    isRollback: isRollback(name),
    cluster: asked?.identity.cluster ?? null,
    report,
    cure: report?.cure ?? null,
  });
}

async function publish(
  { notices }: Pick<FailureContext, 'notices'>,
  notice: Notice,
  settings: NotificationSettings | undefined,
): Promise<boolean> {
  const wanted = wantedNotice(notice, settings);
  if (wanted === null) return false;
  await notices.publish(messageOf(wanted));
  return true;
}
