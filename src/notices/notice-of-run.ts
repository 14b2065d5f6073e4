import { counted } from '../report/headline.ts';
import type { Report } from '../report/report.ts';
import { durationInWords } from '../report/words.ts';
import { listed } from './listed.ts';
import type { Notice, NoticeKind } from './notice.ts';
import { leftBehind, leftRelaxed, podsRemoved, sizesChanged, spared } from './run-in-words.ts';
import { subjectOf } from './subject-of.ts';

/**
 * What is told of a run that came to its last phase: that it did what it should, or was skipped, and what is out of the ordinary about it.
 * Pure.
 *
 * @param reportAddress `s3://` address of its JSON report.
 */
export function noticeOfRun(report: Report, reportAddress: string): Notice {
  const { run, status, reason, headline, warnings } = report;
  const { name: cluster, account, region } = run.cluster;
  const isWorthALook = warnings.length > 0 || report.drift.length > 0 || leftRelaxed(report).length > 0;
  return {
    kinds: kindsOf(report),
    severity: isWorthALook ? 'warning' : 'info',
    subject: subjectOf(subjectText(report), cluster),
    headline,
    text: textOf(report, reportAddress),
    facts: {
      ...{ action: run.action, status, cluster, account, region, runId: run.id, executionArn: run.executionArn },
      ...{ startedAt: run.startedAt, endedAt: run.endedAt, seconds: run.seconds },
      warnings: listed(warnings.map(({ message }) => message)),
      ...{ reason, error: null, state: null, reportAddress, cure: null, redriveCommand: null },
    },
  };
}

/** The weightiest first. A run with warnings has succeeded all the same. */
function kindsOf(report: Report): NoticeKind[] {
  const isSkipped = report.status === 'skipped';
  const kinds: readonly (readonly [NoticeKind, boolean])[] = [
    ['warning', report.warnings.length > 0],
    ['deviation', isSkipped || report.drift.length > 0],
    ['action', changedMore(report)],
    ['success', !isSkipped],
  ];
  return kinds.flatMap(([kind, applies]) => (applies ? [kind] : []));
}

/** Whether the run removed pods against their budgets, left webhooks relaxed, or met node groups that somebody had woken. */
function changedMore(report: Report): boolean {
  const { pods, drift } = report;
  const isWokenByHand = drift.some(({ kind, found }) => kind === 'node group' && found !== null);
  return pods.residual + pods.forced > 0 || isWokenByHand || leftRelaxed(report).length > 0;
}

function subjectText({ run, status, reason, warnings }: Report): string {
  if (status === 'skipped') return `${run.action} of ${run.cluster.name} skipped: ${reason ?? 'no reason is known'}`;
  const state = run.action === 'stop' ? 'asleep' : 'awake';
  const how = warnings.length > 0 ? `, with ${counted(warnings.length, 'warning')}` : '';
  return `${run.cluster.name} is ${state}${how}`;
}

function textOf(report: Report, reportAddress: string): string {
  const { run, headline, aftermath } = report;
  const { name, account, region } = run.cluster;
  const lines = [
    `${headline}.`,
    `The ${run.action} of ${name} (${account}, ${region}) took ${durationInWords(run.seconds)}, from ${run.startedAt} to ${run.endedAt}.`,
    ...leftBehind(report),
    ...podsRemoved(report),
    ...sizesChanged(report),
    ...spared(report),
    ...aftermath.next.flatMap(({ text, command }) => ['', text, command]),
    ...['', `Execution: ${run.executionArn}`, `Report: ${pageOf(reportAddress)}`],
  ];
  return lines.join('\n');
}

/** The report as a page, which stands beside the JSON. */
export function pageOf(reportAddress: string): string {
  return reportAddress.replace(/\.json$/, '.html');
}
