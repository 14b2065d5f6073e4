import type { JournalEntry } from '../../src/aws/ports.ts';
import { messageOf } from '../../src/notices/message-of.ts';
import { wantedNotice } from '../../src/notices/notice.ts';
import { noticeOfRun } from '../../src/notices/notice-of-run.ts';
import type { Report } from '../../src/report/report.ts';
import type { AwsContext } from '../phase.ts';
import { tellPeople } from '../tell-people.ts';

/** Stands in the journal of a run of which people have been told. */
const toldFact = 'noticeSent';

/**
 * Tells people of a run that has its report: once, also where Report run is repeated. Of a dry run nobody is told.
 *
 * @returns Null, or why people could not be told.
 */
export async function tellOfRun(
  { run, notices, notes }: Pick<AwsContext, 'run' | 'notices' | 'notes'>,
  entries: readonly JournalEntry[],
  report: Report,
  address: string,
): Promise<string | null> {
  const notice = run.dryRun ? null : wantedNotice(noticeOfRun(report, address), run.settings.notifications);
  const wasTold = entries.some(({ phase, facts }) => phase === 'report-run' && toldFact in facts);
  if (notice === null || wasTold) return null;
  const problem = await tellPeople(notices, messageOf(notice));
  if (problem === null) {
    notes.fact(toldFact, notice.kinds);
    notes.info(`People are told: ${notice.subject}`);
  } else notes.warn(problem);
  return problem;
}
