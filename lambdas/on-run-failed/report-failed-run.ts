import type { Journal, JournalEntry, RecordStore, ReportBucket } from '../../src/aws/ports.ts';
import type { AfterFailure } from '../../src/notices/notice-of-failure.ts';
import { readDeployedPrices } from '../../src/report/price-list.ts';
import { putReport } from '../../src/report/put-report.ts';
import { buildReport, type Report } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { FailedRun } from './failed-run.ts';

interface ReportFailedRun {
  readonly journal: Pick<Journal, 'read' | 'before'>;
  readonly records: Pick<RecordStore, 'nodeGroups'>;
  readonly reports: ReportBucket;
  readonly info: (message: string) => void;
}

export interface LeftReport {
  readonly report: Report;
  /** Of its JSON. */
  readonly address: string;
  /** What the error that failed the run says is to be done; null where no pass says it. */
  readonly cure: string | null;
}

/**
 * Leaves the report that the run itself did not come to, from its journal; null for a run that has no
 * journal, because it was never prepared. Safe to repeat. A redriven run that ends well writes its own in its place.
 */
export async function reportFailedRun(
  { journal, records, reports, info }: ReportFailedRun,
  run: FailedRun,
  after: AfterFailure,
): Promise<LeftReport | null> {
  if (run.asked === null) return null;
  const { identity, configuration } = run.asked;
  const entries = await journal.read(identity);
  if (entries.length === 0) return null;
  const { minNodes, settings } = configuration;
  const reported = { ...identity, minNodes, settings };
  const sources = await readReportSources(reported, { journal, records }, readDeployedPrices(info));
  const reason = [run.error, run.message].filter((part) => part !== null).join(': ') || run.status;
  const end = {
    ...({ status: 'failed', reason, endedAt: new Date(run.endedAt) } as const),
    ...(after.rollback === 'started' ? { rolledBackBy: after.executionArn } : {}),
  };
  const report = buildReport(reported, entries, end, sources);
  return { report, address: await putReport(reports, identity, report), cure: cureIn(entries, run.message) };
}

/** Of the failed pass that the run ended with: others may have failed before a redrive. */
function cureIn(entries: readonly JournalEntry[], message: string | null): string | null {
  const cures = entries.map(({ facts }) => facts.cure).filter((cure) => typeof cure === 'string');
  return cures.find((cure) => cure !== '' && message?.includes(cure)) ?? null;
}
