import type { Journal, RecordStore } from '../aws/ports.ts';
import type { PriceList } from '../domain/savings.ts';
import { journalAlone, type ReportedRun, type ReportSources } from './report.ts';

/**
 * Reads what a report needs beside the journal of its own run: the runs before it and the records. A dry run is compared with
 * nothing, because it changed nothing.
 */
export async function readReportSources(
  run: ReportedRun,
  {
    journal,
    records,
  }: { readonly journal: Pick<Journal, 'before'>; readonly records: Pick<RecordStore, 'nodeGroups'> },
  prices: PriceList | null,
): Promise<ReportSources> {
  const known = { ...journalAlone, prices, records: (await records.nodeGroups()).records };
  if (run.dryRun) return known;
  return {
    ...known,
    before: await journal.before(run, run.action),
    stop: run.action === 'start' ? await journal.before(run, 'stop') : null,
  };
}
