import type { Journal, RecordStore, ReportBucket } from '../../src/aws/ports.ts';
import { readDeployedPrices } from '../../src/report/price-list.ts';
import { putReport } from '../../src/report/put-report.ts';
import { buildReport } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { FailedRun } from './failed-run.ts';
import type { AfterFailure } from './failure-notice.ts';

interface ReportFailedRun {
  readonly journal: Pick<Journal, 'read' | 'before'>;
  readonly records: Pick<RecordStore, 'nodeGroups'>;
  readonly reports: ReportBucket;
  readonly info: (message: string) => void;
}

/**
 * Leaves the report that the run itself did not come to, from its journal, and answers its address; null for a run that has no
 * journal, because it was never prepared. Safe to repeat. A redriven run that ends well writes its own in its place.
 */
export async function reportFailedRun(
  { journal, records, reports, info }: ReportFailedRun,
  run: FailedRun,
  after: AfterFailure,
): Promise<string | null> {
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
  return putReport(reports, identity, buildReport(reported, entries, end, sources));
}
