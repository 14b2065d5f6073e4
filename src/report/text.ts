import type { ReportSize } from './node-groups.ts';
import type { Report } from './report.ts';
import { textTable } from './text-table.ts';
import { durationInWords } from './words.ts';

/** The report as plain text for a terminal or a mail: aligned tables, in the order in which a person asks. */
export function reportAsText(report: Report): string {
  const sections = [
    heading(report),
    next(report),
    warnings(report),
    phases(report),
    nodeGroups(report),
    pods(report),
    webhooks(report),
    drift(report),
    comparison(report),
    savings(report),
    actions(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function heading({ run, status, reason }: Report): string {
  const mark = run.dryRun ? '[DRY RUN] ' : '';
  const why = reason === null ? '' : `: ${reason}`;
  return [
    `${mark}${run.action} of ${run.cluster.name} (${run.cluster.account}, ${run.cluster.region})`,
    `run ${run.id}, started ${run.startedAt}, ${status} after ${durationInWords(run.seconds)}${why}`,
  ].join('\n');
}

function next({ aftermath }: Report): string {
  const relaxed = aftermath.relaxedWebhooks.map((webhook) => `Still relaxed: ${webhook}`);
  const paused = aftermath.pausedAutoscalers.map((autoscaler) => `Still paused: ${autoscaler}`);
  return [...relaxed, ...paused, ...aftermath.next.flatMap(({ text, command }) => [text, `  ${command}`])].join('\n');
}

function phases({ phases: all }: Report): string {
  const rows = all.map(({ step, title, item, status, seconds, passes, reason }) => [
    String(step),
    title,
    item ?? '',
    status,
    durationInWords(seconds),
    String(passes),
    reason ?? '',
  ]);
  return section('PHASES', textTable(['#', 'PHASE', 'ITEM', 'STATUS', 'TIME', 'PASSES', 'REASON'], rows));
}

function nodeGroups({ run, nodeGroups: groups, nodes }: Report): string {
  const rows = groups.map(({ name, before, asleep, after }) =>
    run.action === 'stop' ? [name, size(before), size(asleep)] : [name, size(asleep), size(after)],
  );
  const columns = run.action === 'stop' ? ['BEFORE', 'ASLEEP'] : ['ASLEEP', 'AFTER'];
  const hours = nodes.nodeHoursPerHour ? `\n${nodes.nodeHoursPerHour} node-hours less for every hour asleep` : '';
  return section('NODE GROUPS (min/max/desired)', textTable(['NAME', ...columns], rows), hours);
}

function pods({ run, pods: all }: Report): string {
  if (run.action !== 'stop') return '';
  const counts = `evicted ${all.evicted}, residual ${all.residual}, forced ${all.forced}, left to DaemonSets ${all.daemonSet}, lost ${all.lost}`;
  const rows = [
    ...all.residualPods.map(({ pod, budget }) => ['residual', pod, budget ?? '']),
    ...all.lostPods.map(({ pod, what }) => ['lost', pod, what]),
  ];
  return section('PODS', counts, rows.length > 0 ? `\n${textTable(['WHAT', 'POD', 'WHY'], rows)}` : '');
}

function webhooks({ webhooks: all }: Report): string {
  const rows = all.map(({ kind, configuration, webhook, decision, reason, result, resultReason }) => [
    kind,
    configuration,
    webhook,
    [decision, result].filter(Boolean).join(', '),
    [reason, resultReason].filter(Boolean).join(', '),
  ]);
  return section('WEBHOOKS', textTable(['KIND', 'CONFIGURATION', 'WEBHOOK', 'DECISION', 'REASON'], rows));
}

function drift({ drift: all }: Report): string {
  const rows = all.map(({ kind, name, recorded, found, result, outcome }) => [
    kind,
    name,
    recorded ?? 'nothing',
    found ?? 'gone',
    result ?? 'gone',
    outcome,
  ]);
  const columns = ['WHAT', 'NAME', 'RECORDED', 'FOUND', 'COMES BACK AS', 'OUTCOME'];
  return section('DRIFT (changed by somebody else)', textTable(columns, rows));
}

function comparison({ comparison: other }: Report): string {
  if (!other || other.differences.length === 0) return '';
  const rows = other.differences.map(({ what, before, now }) => [what, before ?? '', now ?? '']);
  const title = `WHAT DIFFERS FROM ${other.with.id} (${other.with.startedAt})`;
  return section(title, textTable(['WHAT', 'BEFORE', 'NOW'], rows));
}

function savings({ savings: all }: Report): string {
  if (!all) return '';
  const columns = ['INSTANCE TYPE', 'NODES', 'NODE-HOURS', ...(all.currency === null ? [] : [all.currency])];
  const rows = all.byInstanceType.map(({ instanceTypes, nodes, nodeHours, amount }) => [
    ...[instanceTypes, String(nodes), String(nodeHours)],
    ...(all.currency === null ? [] : [amount === null ? '' : amount.toFixed(2)]),
  ]);
  const title = all.per === 'hour' ? 'SPARED IN EVERY HOUR ASLEEP' : 'SPARED BY THIS SLEEP';
  const total = all.amount === null ? [] : [`${all.amount.toFixed(2)} ${all.currency} of nodes.`];
  const controlPlane =
    all.controlPlane === null
      ? []
      : [`The control plane cost ${all.controlPlane.toFixed(2)} ${all.currency} in the same time.`];
  return section(title, [textTable(columns, rows), ...total, ...controlPlane, ...all.remarks].join('\n'));
}

function actions({ actions: all }: Report): string {
  const lines = all.map(({ mark, verb, target, detail }) =>
    [mark, verb, target, detail && `(${detail})`].filter(Boolean).join(' '),
  );
  return section('ACTIONS', lines.join('\n'));
}

function warnings({ warnings: all }: Report): string {
  return section('WARNINGS', all.map(({ phase, message }) => `${phase}: ${message}`).join('\n'));
}

function section(title: string, body: string, more = ''): string {
  return body === '' ? '' : `${title}\n${body}${more}`;
}

function size(value: ReportSize | null): string {
  return value ? `${value.min}/${value.max}/${value.desired}` : '?';
}
