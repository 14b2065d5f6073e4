import { isRepeatable } from '../domain/fleet-outcomes.ts';
import { redriveCommands } from '../domain/redrive-commands.ts';
import type { FleetReport } from '../report/fleet.ts';
import { fleetHeadline, fleetSubject, fleetText } from '../report/fleet-text.ts';
import { secondsBetween } from '../report/phases.ts';
import { generalCure } from './cures.ts';
import { listed } from './listed.ts';
import type { Notice } from './notice.ts';
import { subjectOf } from './subject-of.ts';

/** Rows in a mail: failed clusters come first, and the bucket has them all. */
const mostRows = 40;
const longestCause = 300;

const cures = {
  redrive: 'Remove the causes and redrive the fleet: it runs the failed clusters again, and just these.',
  startAnew: 'Correct the names that were not found and start a new fleet: a redrive looks for the same names.',
};

/** What is told of a fleet: how many clusters are done, were skipped or failed, and which. Pure. */
export function noticeOfFleet(report: FleetReport, reportAddress: string): Notice {
  const { fleet, counts, warnings } = report;
  const hasFailures = counts.failed > 0;
  const canRedrive = report.clusters.some(isRepeatable);
  const failures = report.clusters.flatMap((outcome) =>
    outcome.status === 'failed' ? [`${outcome.cluster}: ${outcome.error}: ${outcome.cause}`] : [],
  );
  return {
    kinds: [
      'summary',
      ...(hasFailures ? (['failure'] as const) : []),
      ...(warnings.length > 0 ? (['warning'] as const) : []),
    ],
    severity: hasFailures ? 'error' : warnings.length > 0 ? 'warning' : 'info',
    subject: subjectOf(fleetSubject(report), fleet.schedule?.name),
    headline: fleetHeadline(report).replace(/\.$/, ''),
    text: `${fleetText(report, { mostRows, longestCause })}Report: ${reportAddress.replace(/\.json$/, '.txt')}`,
    facts: {
      ...{ action: fleet.action, status: statusOf(counts), cluster: null, account: null, region: null },
      ...{ runId: fleet.id, executionArn: fleet.executionArn, startedAt: fleet.startedAt, endedAt: fleet.endedAt },
      seconds: secondsBetween(fleet.startedAt, fleet.endedAt),
      warnings: listed(warnings),
      ...{ reason: null, error: null, state: null, reportAddress },
      cure: hasFailures ? (canRedrive ? cures.redrive : cures.startAnew) : null,
      redriveCommand: canRedrive ? redriveCommands(fleet.executionArn)[0] : null,
      fleet: { ...counts, failures: listed(failures) },
    },
  };
}

function statusOf({ clusters, skipped, failed }: FleetReport['counts']): 'succeeded' | 'skipped' | 'failed' {
  if (failed > 0) return 'failed';
  return skipped === clusters && clusters > 0 ? 'skipped' : 'succeeded';
}

/** A fleet that ended without telling itself how its clusters fared. */
export interface LostFleet {
  readonly runId: string;
  readonly executionArn: string;
  readonly action: 'stop' | 'start';
  readonly startedAt: string;
  readonly endedAt: string;
  /** FAILED, TIMED_OUT or ABORTED. */
  readonly ending: string;
  readonly error: string | null;
  readonly message: string | null;
  readonly state: string | null;
}

export function noticeOfLostFleet(lost: LostFleet): Notice {
  const { runId, executionArn, action, startedAt, endedAt, ending, error, state } = lost;
  const ended = { TIMED_OUT: 'ran out of time', ABORTED: 'was ended' }[ending] ?? 'failed';
  const place = state === null ? '' : ` at ${state}`;
  const [said = ''] = listed([[error, lost.message].filter((part) => part !== null).join(': ')]);
  const cure = generalCure(error, ending);
  const redrive = redriveCommands(executionArn);
  const text = [
    `The fleet ${runId} ${ended}${place}. It has not reported how its clusters fared.`,
    ...(said === '' ? [] : ['', said]),
    ...['', 'Runs that were going on may have been ended with it. When the cause is gone, redrive it:', ...redrive],
    ...['', `Execution: ${executionArn}`],
    ...(state === null ? [] : [`Runbook: docs/runbook.md, "${state}"`]),
  ].join('\n');
  return {
    kinds: ['failure', 'summary'],
    severity: 'error',
    subject: subjectOf(`a fleet ${ended}${place}`),
    headline: `The fleet ${runId} ${ended}${place}`,
    text,
    facts: {
      ...{ action, status: 'failed', cluster: null, account: null, region: null, runId, executionArn },
      ...{ startedAt, endedAt, seconds: secondsBetween(startedAt, endedAt), warnings: [], error, state },
      ...{ reason: said === '' ? null : said, reportAddress: null, cure, redriveCommand: redrive[0] },
    },
  };
}
