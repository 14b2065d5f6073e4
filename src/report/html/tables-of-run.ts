import { counted } from '../headline.ts';
import type { ReportSize } from '../node-groups.ts';
import type { Report } from '../report.ts';
import type { ReportWebhook } from '../webhooks.ts';
import { html, type Markup, nothing } from './markup.ts';
import { list, section, table } from './tables.ts';
import { moment } from './times.ts';

export function figures({ run, nodes, pods, warnings, savings }: Report): Markup {
  const [evicted, deleted, lost] = run.dryRun
    ? ['pods to evict', 'to delete', 'to lose data or not to come back']
    : ['pods evicted', 'deleted', 'lost data or do not come back'];
  const tiles: readonly (readonly [string, string | number | null])[] = [
    ['nodes before', nodes.before],
    ['nodes after', nodes.after],
    ...(run.action === 'stop'
      ? ([
          [`${evicted}`, pods.evicted],
          [`${deleted} past a budget`, pods.residual],
          [`${deleted} past the deadline`, pods.forced],
          [`${lost}`, pods.lost],
        ] as const)
      : []),
    ['warnings', warnings.length],
    [savings?.per === 'hour' ? 'node-hours spared an hour' : 'node-hours spared', savings?.nodeHours ?? null],
  ];
  const known = tiles.filter(([, value]) => value !== null);
  return html`<dl class="figures">
${known.map(([title, value]) => html`<div><dt>${title}</dt><dd>${value}</dd></div>\n`)}</dl>
`;
}

export function nodeGroups({ run, nodeGroups: groups }: Report): Markup {
  const [from, to] = run.action === 'stop' ? ['before', 'asleep'] : ['asleep', 'after'];
  const rows = groups.map(({ name, before, asleep, after }) =>
    run.action === 'stop' ? [name, size(before), size(asleep)] : [name, size(asleep), size(after)],
  );
  const columns = [{ title: 'Node group' }, { title: `${from}` }, { title: `${to}` }];
  return section('node-groups', 'Node groups', table('Minimum / maximum / desired nodes', columns, rows));
}

function size(value: ReportSize | null): string {
  return value ? `${value.min} / ${value.max} / ${value.desired}` : 'not known';
}

/** What was forced and why, and what was lost. */
export function removals({ pods, run }: Report): Markup {
  const residual = table(
    'Deleted, because the budget could never have let them go',
    [{ title: 'Pod' }, { title: 'Budget' }],
    pods.residualPods.map(({ pod, budget }) => [pod, budget]),
  );
  const forced = table(
    'Deleted in spite of what held them',
    [{ title: 'Pod' }, { title: 'Why' }],
    pods.forcedPods.map(({ pod, why }) => [pod, why]),
  );
  const lost = table(
    'Lost',
    [{ title: 'Pod' }, { title: 'What' }],
    pods.lostPods.map(({ pod, what }) => [pod, lossInWords(what)]),
  );
  const title = run.dryRun ? 'What would be forced, what would be lost' : 'What was forced, what was lost';
  return section('forced', title, residual, forced, lost);
}

function lossInWords(what: string): string {
  if (what === 'emptyDir') return 'the data of its emptyDir volumes';
  return what === 'unmanaged' ? 'the pod itself: nothing brings it back' : what;
}

export function comparison({ comparison: other }: Report): Markup {
  if (!other) return nothing;
  const { id, startedAt, status } = other.with;
  const rows = other.differences.map(({ what, before, now }) => [what, before, now]);
  const columns = [{ title: 'What' }, { title: 'Last time' }, { title: 'This time' }];
  return section(
    'comparison',
    'What differs from last time',
    html`<p>Beside run <code>${id}</code> of ${moment(startedAt)}, which ${status}.${rows.length === 0 ? ' Nothing worth mentioning differs.' : ''}</p>\n`,
    table('Times differ by a quarter and a minute, or are not listed', columns, rows),
  );
}

export function savings({ savings: all }: Report): Markup {
  if (!all) return nothing;
  const hasMoney = all.currency !== null;
  const columns = [
    ...[{ title: 'Instance type' }, { title: 'Nodes', isNumber: true }, { title: 'Node-hours', isNumber: true }],
    ...(hasMoney ? [{ title: all.currency ?? '', isNumber: true }] : []),
  ];
  const rows = all.byInstanceType.map(({ instanceTypes, nodes, nodeHours, amount }) => [
    ...[instanceTypes, nodes, nodeHours],
    ...(hasMoney ? [money(amount)] : []),
  ]);
  const total = all.amount === null ? nothing : html`<p><b>${money(all.amount)} ${all.currency}</b> of nodes.</p>\n`;
  const controlPlane =
    all.controlPlane === null
      ? nothing
      : html`<p>The control plane cost ${money(all.controlPlane)} ${all.currency} in the same time.</p>\n`;
  const caption = all.per === 'hour' ? 'What every hour asleep spares' : 'What this sleep spared';
  return section('savings', 'Savings', total, table(caption, columns, rows), controlPlane, list(all.remarks));
}

function money(amount: number | null): string | null {
  return amount === null ? null : amount.toFixed(2);
}

export function drift({ drift: all }: Report): Markup {
  const titles = ['What', 'Name', 'Recorded', 'Found', 'Comes back as', 'Outcome'];
  const columns = titles.map((title) => ({ title, isShort: title === 'What' || title === 'Outcome' }));
  const rows = all.map(({ kind, name, recorded, found, result, outcome }) => [
    ...[kind, name, recorded ?? 'nothing', found ?? 'gone', result ?? 'gone', outcome],
  ]);
  return section('drift', 'Changed by somebody else meanwhile', table('Drift', columns, rows));
}

/** What the run touched or could not bring back; the many that it left alone are folded. */
export function webhooks({ webhooks: all }: Report): Markup {
  const isTouched = ({ decision, result }: ReportWebhook) => decision === 'relax' || result !== null;
  const left = all.filter((webhook) => !isTouched(webhook));
  const folded =
    left.length === 0
      ? nothing
      : html`<details><summary>${counted(left.length, 'webhook')} left alone</summary>
${webhookTable('', left)}</details>
`;
  return section('webhooks', 'Webhooks', webhookTable('Relaxed, or brought back', all.filter(isTouched)), folded);
}

function webhookTable(caption: string, webhooks: readonly ReportWebhook[]): Markup {
  const rows = webhooks.map(({ kind, configuration, webhook, decision, reason, why, result, resultReason }) => [
    html`${configuration} <span class="item">${webhook}</span>`,
    kind,
    [decision, result].filter((word) => word !== null).join(', '),
    [reason, why, resultReason].filter((word) => word !== null).join('; '),
  ]);
  const columns = [
    { title: 'Webhook' },
    { title: 'Kind', isShort: true },
    { title: 'Decision', isShort: true },
    { title: 'Reason' },
  ];
  return table(caption, columns, rows);
}

/** Every change, folded: it is long, and the rest says what matters of it. */
export function actions({ actions: all, run }: Report): Markup {
  if (all.length === 0) return nothing;
  const rows = all.map(({ verb, target, detail }) => [verb, target, detail]);
  const columns = ['What', 'Of', 'Detail'].map((title) => ({ title }));
  const title = run.dryRun ? 'Every change that it would make' : 'Every change';
  return section(
    'actions',
    title,
    html`<details><summary>${all.length} in the order of the runbook</summary>
${table('', columns, rows)}</details>
`,
  );
}
