import type { Report } from '../report/report.ts';
import { listed } from './listed.ts';

/** A heading with its lines; nothing where there are none. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...listed(lines).map((line) => `  ${line}`)];
}

/** Webhooks that are relaxed and should not be: after a good stop they wait for the morning, and a skipped run left them as they were. */
export function leftRelaxed({ run, status, aftermath }: Report): readonly string[] {
  const isExpected = status === 'skipped' || (status === 'succeeded' && run.action === 'stop');
  return isExpected ? [] : aftermath.relaxedWebhooks;
}

/** What a run left behind that somebody should know of, the weightiest first. */
export function leftBehind(report: Report): readonly string[] {
  const { warnings, drift } = report;
  return [
    ...section('Webhooks still relaxed (they let everything pass)', leftRelaxed(report)),
    ...section(
      'Warnings',
      warnings.map(({ message }) => message),
    ),
    ...section(
      'Changed by somebody else since a run left it',
      drift.map(
        ({ kind, name, recorded, found, outcome }) =>
          `${kind} ${name}: was ${recorded ?? 'not there'}, is ${found ?? 'gone'} (${outcome})`,
      ),
    ),
  ];
}

/** What the run did to pods beyond asking them to leave. */
export function podsRemoved({ pods }: Report): readonly string[] {
  const told = [
    [pods.residual, 'deleted, because no eviction could ever have removed them'],
    [pods.forced, 'deleted, because the drain had run out of time'],
    [pods.lost, 'lost data, or have nobody who brings them back'],
  ] as const;
  const lines = told.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  return section('Pods', lines);
}

/** `apps 0 -> 5`: the desired sizes before and after. */
export function sizesChanged({ run, nodeGroups }: Report): readonly string[] {
  const lines = nodeGroups.map(({ name, before, asleep, after }) => {
    const [from, to] = run.action === 'stop' ? [before, asleep] : [asleep, after];
    return `${name} ${from?.desired ?? '?'} -> ${to?.desired ?? '?'}`;
  });
  return section('Node groups (nodes wanted)', lines);
}

/** One line on what the sleep spared; nothing where no node slept. */
export function spared({ savings }: Report): readonly string[] {
  if (savings === null) return [];
  const hours = `${Math.round(savings.nodeHours * 10) / 10} node-hours`;
  const money = savings.amount === null ? '' : `, ${savings.amount.toFixed(2)} ${savings.currency}`;
  return ['', `${savings.per === 'hour' ? 'Spared in every hour asleep' : 'Spared by this sleep'}: ${hours}${money}`];
}
