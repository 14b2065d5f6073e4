import type { Run } from '../../src/domain/run.ts';
import { reportAsCsv } from '../../src/report/csv.ts';
import { reportAsJson } from '../../src/report/json.ts';
import { buildReport, endOf } from '../../src/report/report.ts';
import { reportAsText } from '../../src/report/text.ts';
import type { Phase } from '../phase.ts';

/**
 * Makes the report of the run from its journal, stores it as JSON, text and CSV, closes the run, and gives the cluster back: in
 * this order, so that whoever takes the lock next finds this run finished.
 *
 * Safe to repeat: the report has one address for the whole run and is written again.
 */
export const reportRun: Phase = async ({ run, journal, reports, lock, notes, now }) => {
  const entries = await journal.read(run);
  const end = endOf(entries, now());
  const report = buildReport(run, entries, end);
  const key = reportKey(run);
  const address = await reports.put(`${key}.json`, reportAsJson(report), 'application/json');
  await reports.put(`${key}.txt`, reportAsText(report), 'text/plain; charset=utf-8');
  await reports.put(`${key}.csv`, reportAsCsv(report), 'text/csv; charset=utf-8');
  notes.info(`The report is at ${address}`);
  await journal.markRun(run, end.status === 'skipped' ? 'skipped' : 'succeeded', {
    endedAt: report.run.endedAt,
    report: address,
    ...(end.reason === null ? {} : { reason: end.reason }),
  });
  // A dry run took no lock: releasing one that is not held changes nothing.
  await lock.release(run);
  return {
    status: 'done',
    summary: {
      report: address,
      status: report.status,
      ...(report.reason === null ? {} : { reason: report.reason }),
      phases: report.phases.length,
      nodeGroups: report.nodeGroups.length,
      actions: report.actions.length,
      warnings: report.warnings.length,
      evicted: report.pods.evicted,
      residual: report.pods.residual,
      forced: report.pods.forced,
      lost: report.pods.lost,
    },
  };
};

/** `reports/dev/20261123T180000Z-stop-night-0412`: sorts by time within a cluster. */
function reportKey({ cluster, startedAt, action, id }: Run): string {
  const compact = new Date(startedAt)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:]/g, '');
  return `reports/${cluster.name}/${compact}-${action}-${id}`;
}
