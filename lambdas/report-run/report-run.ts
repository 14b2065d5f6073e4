import type { Summary } from '../../src/domain/run.ts';
import { readDeployedPrices } from '../../src/report/price-list.ts';
import { putReport } from '../../src/report/put-report.ts';
import { buildReport, endOf, type Report } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { AwsContext, Phase } from '../phase.ts';

/**
 * Makes the report of the run from its journal, stores it in every format, closes the run, and gives the cluster back: in this order,
 * so that whoever takes the lock next finds this run finished.
 *
 * Safe to repeat: the report has one address for the whole run and is written again.
 */
export const reportRun: Phase<AwsContext> = async ({ run, journal, records, reports, lock, notes, now }) => {
  const entries = await journal.read(run);
  const end = endOf(entries, now());
  const sources = await readReportSources(run, { journal, records }, readDeployedPrices(notes.warn));
  const report = buildReport(run, entries, end, sources);
  const address = await putReport(reports, run, report);
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
    // The last output of the machine: what a person reads in the console, and what the run is measured by.
    summary: {
      says: report.headline,
      report: address,
      status: report.status,
      ...(report.reason === null ? {} : { reason: report.reason }),
      seconds: report.run.seconds,
      phases: report.phases.length,
      nodeGroups: report.nodeGroups.length,
      ...nodesOf(report),
      actions: report.actions.length,
      warnings: report.warnings.length,
      evicted: report.pods.evicted,
      residual: report.pods.residual,
      forced: report.pods.forced,
      lost: report.pods.lost,
      drift: report.drift.length,
    },
  };
};

/** Nodes that went away in the evening; in the morning what their absence spared. */
function nodesOf({ run, nodes, savings }: Report): Summary {
  if (run.action === 'stop') return nodes.nodeHoursPerHour === null ? {} : { nodesStopped: nodes.nodeHoursPerHour };
  return savings?.per === 'sleep' ? { nodeHoursSaved: Math.round(savings.nodeHours * 10) / 10 } : {};
}
