import type { NightResult, Size } from '../sandbox/night/night-result.ts';
import { textTable } from '../src/report/text-table.ts';

/** The rehearsal's result for a person: what slept, what happened to pods and webhooks, how long it took, and whether all came back. */
export function nightText(result: NightResult): string {
  return [
    section('Node groups', nodeGroups(result)),
    section('Pods', pods(result)),
    section('Webhooks', webhooks(result)),
    section(result.dryRun ? 'What it would do [DRY RUN]' : '', result.dryRun ? actions(result) : ''),
    section('Phases, in simulated time', phases(result)),
    section('Warnings', result.warnings.map((warning) => `- ${warning}`).join('\n')),
    verdict(result),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
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
  const lines = [
    `evicted ${counts.evicted}, deleted as residual ${counts.residual}, forced ${counts.forced}, ` +
      `left with their DaemonSet ${counts.daemonSet}, losing something ${counts.lost}`,
    ...residualPods.map(({ pod, budget }) => `residual  ${pod}: ${budget ?? 'no eviction can remove it'}`),
    ...lostPods.map(
      ({ pod, what }) => `lost      ${pod}: ${what === 'unmanaged' ? 'nobody brings it back' : `its ${what} data`}`,
    ),
  ];
  return lines.join('\n');
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
  return planned.map(({ verb, target, detail }) => `${verb} ${target}${detail ? ` (${detail})` : ''}`).join('\n');
}

function phases({ phases: rows }: NightResult): string {
  return textTable(
    ['run', 'phase', 'status', 'seconds', 'passes'],
    rows.map(({ action, title, status, seconds, passes }) => [action, title, status, String(seconds), String(passes)]),
  );
}

function verdict({ differences, dryRun, runs }: NightResult): string {
  if (differences.length > 0) {
    const lines = differences.map(({ what, before, after }) => `  ${what}: ${before} -> ${after}`);
    return `DIFFERENT from what it should be:\n${lines.join('\n')}`;
  }
  if (dryRun) return 'Nothing was changed: this was a dry run.';
  if (runs.every(({ action }) => action === 'stop')) return 'Everything sleeps.';
  return 'Everything was restored exactly.';
}
