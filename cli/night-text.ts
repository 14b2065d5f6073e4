import type { NightResult, NightRun, Size } from '../sandbox/night/night-result.ts';
import { textTable } from '../src/report/text-table.ts';
import { forecastText } from './forecast-text.ts';

/** Lines of one list; a program that wants all takes the document of `--json`. */
const longestList = 30;

/** The rehearsal's result for a person: what slept, what happened to pods and webhooks, how long it took, and whether all came back. */
export function nightText(result: NightResult): string {
  return [
    section('Node groups', nodeGroups(result)),
    section('Pods', pods(result)),
    section('Webhooks', webhooks(result)),
    section(result.dryRun ? 'What it would do [DRY RUN]' : '', result.dryRun ? actions(result) : ''),
    section(`Phases, in ${timeOf(result)}`, phases(result)),
    section('Forecast', result.forecast ? forecastText(result.forecast) : ''),
    section('Notes', result.notes.map((note) => `- ${note}`).join('\n')),
    section('Warnings', result.warnings.map((warning) => `- ${warning}`).join('\n')),
    notices(result),
    ...result.runs.filter(({ skipped }) => skipped !== null).map(skippedRun),
    ...result.runs.filter(({ status }) => status !== 'SUCCEEDED').map(failedRun),
    verdict(result),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

function notices({ notices: subjects = [] }: NightResult): string {
  const count = `${subjects.length} ${subjects.length === 1 ? 'notice' : 'notices'}`;
  return section(
    subjects.length > 0 ? `${count} to the topic` : '',
    subjects.map((subject) => `- ${subject}`).join('\n'),
  );
}

function timeOf({ kubernetes, waits }: NightResult): string {
  if (kubernetes === 'twin') return 'simulated time';
  return waits === 1 ? 'seconds on the wall' : `seconds on the wall, with waits ${waits} times shorter than on AWS`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `${title}\n${body.replaceAll(/^/gm, '  ')}`;
}

function nodeGroups({ nodeGroups: groups }: NightResult): string {
  return textTable(
    ['group', 'before', 'asleep', 'after'],
    groups.map(({ name, before, asleep, after }) => [name, size(before), size(asleep), size(after)]),
  );
}

function size(value: Size | null): string {
  return value ? `min ${value.min} max ${value.max} desired ${value.desired}` : '-';
}

function pods({ pods: counts, residualPods, lostPods }: NightResult): string {
  return [
    `evicted ${counts.evicted}, deleted as residual ${counts.residual}, forced ${counts.forced}, ` +
      `left with their DaemonSet ${counts.daemonSet}, losing something ${counts.lost}`,
    ...shortList(
      residualPods.map(
        ({ pod, budget }) => `residual  ${pod}: ${budget ? `budget ${budget}` : 'no eviction can remove it'}`,
      ),
    ),
    ...shortList(
      lostPods.map(
        ({ pod, what }) => `lost      ${pod}: ${what === 'unmanaged' ? 'nobody brings it back' : `its ${what} data`}`,
      ),
    ),
  ].join('\n');
}

function shortList(lines: readonly string[]): string[] {
  if (lines.length <= longestList) return [...lines];
  return [...lines.slice(0, longestList), `… and ${lines.length - longestList} more (--json names all)`];
}

function webhooks({ webhooks: entries }: NightResult): string {
  const relaxed = entries.filter(({ decision }) => decision === 'relax');
  const left = entries.filter(({ decision }) => decision === 'leave');
  const byReason = new Map<string, number>();
  for (const { reason } of left) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const reasons = [...byReason].map(([reason, count]) => `${reason} ${count}`).join(', ');
  return [
    ...relaxed.map(({ kind, configuration, webhook, reason, why, result, resultReason }) =>
      [
        `${kind.replace('WebhookConfiguration', '')}/${configuration}/${webhook}: relaxed (${reason}${why ? `: ${why}` : ''})`,
        result ? `, ${result}` : '',
        resultReason ? `: ${resultReason}` : '',
      ].join(''),
    ),
    ...(left.length > 0 ? [`left alone: ${left.length} (${reasons})`] : []),
  ].join('\n');
}

function actions({ actions: planned }: NightResult): string {
  // Not shortened: this list is what a dry run is for.
  return planned.map(({ verb, target, detail }) => `${verb} ${target}${detail ? ` (${detail})` : ''}`).join('\n');
}

function phases({ phases: rows }: NightResult): string {
  return textTable(
    ['run', 'phase', 'status', 'seconds', 'passes'],
    rows.map(({ action, title, status, seconds, passes }) => [action, title, status, String(seconds), String(passes)]),
  );
}

function skippedRun({ action, skipped }: NightRun): string {
  return `The ${action} run had nothing to do: ${skipped}.`;
}

function failedRun({ action, status, failedState, error, message }: NightRun): string {
  const where = failedState ? ` at "${failedState}"` : '';
  const cure = failedState
    ? `Of a run on AWS you would remove the cause, then redrive it or start anew: docs/runbook.md, "${failedState}", says which.`
    : 'docs/runbook.md says how to go on after a failure.';
  return `The ${action} run ${status}${where}${error ? ` with ${error}` : ''}:\n  ${message ?? 'no cause is known'}\n  ${cure}`;
}

function verdict({ differences, dryRun, runs }: NightResult): string {
  if (differences.length > 0) {
    const lines = shortList(differences.map(({ what, before, after }) => `${what}: ${before} -> ${after}`));
    return `DIFFERENT from what it should be:\n${lines.join('\n').replaceAll(/^/gm, '  ')}`;
  }
  if (dryRun) return 'Nothing was changed: this was a dry run.';
  const isEvening = runs.every(({ action }) => action === 'stop');
  if (isEvening) return runs.some(({ skipped }) => skipped !== null) ? 'Nothing was changed.' : 'Everything sleeps.';
  return 'Everything was restored exactly.';
}
