import type { Summary } from '../../src/domain/run.ts';
import { readDeployedPrices } from '../../src/report/price-list.ts';
import { putReport } from '../../src/report/put-report.ts';
import { buildReport, endOf, type Report } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { AwsContext, Phase } from '../phase.ts';
import { tellOfRun } from './tell-of-run.ts';

/**
 * Makes the report of the run from its journal, stores it in every format, tells people, closes the run, and gives the cluster back: in
 * this order, so that whoever takes the lock next finds this run finished. A topic that cannot be reached is a warning.
 *
 * Safe to repeat: the report has one address for the whole run and is written again, and people are told once.
 */
export const reportRun: Phase<AwsContext> = async (context) => {
  const { run, journal, records, reports, lock, notes, now } = context;
  const entries = await journal.read(run);
  const end = endOf(entries, now());
  const sources = await readReportSources(run, { journal, records }, readDeployedPrices(notes.warn));
  const built = buildReport(run, entries, end, sources);
  const address = await putReport(reports, run, built);
  notes.info(`The report is at ${address}`);
  const problem = await tellOfRun(context, entries, built, address);
  const report = problem === null ? built : withWarning(built, problem);
  if (problem !== null) await putReport(reports, run, report);
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

function withWarning(report: Report, message: string): Report {
  return { ...report, warnings: [...report.warnings, { phase: 'report-run', message }] };
}

/** Nodes that went away in the evening; in the morning what their absence spared. */
function nodesOf({ run, nodes, savings }: Report): Summary {
  if (run.action === 'stop') return nodes.nodeHoursPerHour === null ? {} : { nodesStopped: nodes.nodeHoursPerHour };
  return savings?.per === 'sleep' ? { nodeHoursSaved: Math.round(savings.nodeHours * 10) / 10 } : {};
}
