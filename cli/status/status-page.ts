import type { Starter } from '../../src/domain/firing-schedule.ts';
import type { StandingName } from '../../src/domain/standing.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import { secondsBetween } from '../../src/report/phases.ts';
import { textTable } from '../../src/report/text-table.ts';
import { durationInWords } from '../../src/report/words.ts';
import { longDuration, minuteOf, momentIn, shownMoment } from '../shown-moment.ts';
import { type Style, styled } from '../terminal.ts';
import type { ClusterStatus } from './cluster-status.ts';

const styleOf: Readonly<Record<StandingName, Style>> = {
  awake: 'green',
  asleep: 'blue',
  waking: 'yellow',
  'going to sleep': 'yellow',
  'failed half-way': 'red',
};

/** All that is known of one cluster, in the order in which a person asks. */
export function statusPage(status: ClusterStatus, now: Date): string {
  const sections = [
    heading(status, now),
    comesBack(status),
    lockSection(status, now),
    lastRuns(status),
    nextSection(status, now),
    status.commands.map(({ text, command }) => `${text}\n  ${command}`).join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** The state with its colour. */
export function shownState(state: StandingName): string {
  return styled(styleOf[state], state);
}

function heading({ cluster, state, since, by }: ClusterStatus, now: Date): string {
  const { name, account, region } = cluster;
  const first = `${name} (${account}, ${region}) is ${styled('bold', shownState(state))}`;
  const when = since === null ? '' : `since ${shownMoment(since)} (${longDuration(since, now)})`;
  const who = by === null ? '' : `by ${visibleText(by.run)}, started by ${starterInWords(by.startedBy)}`;
  return [first, [when, who].filter(Boolean).join(', ')].filter(Boolean).join('\n');
}

/** `the schedule office-hours-stop`, `a person` */
export function starterInWords(starter: Starter): string {
  if (starter.by === 'rollback') return `the rollback of ${visibleText(starter.of)}`;
  if (starter.by === 'person') return 'a person';
  return starter.name === null ? 'a schedule' : `the schedule ${starter.name}`;
}

function comesBack({ comesBack: { nodeGroups, autoscalers, webhooks, unreadable } }: ClusterStatus): string {
  const groups = nodeGroups.map(({ name, minSize, maxSize, desiredSize }) => [
    ...[`node group ${name}`, `min ${minSize}, max ${maxSize}, desired ${desiredSize}`],
  ]);
  const paused = autoscalers.map(({ namespace, name, replicas }) => [
    ...[`autoscaler ${namespace}/${name}`, `${replicas} ${replicas === 1 ? 'replica' : 'replicas'}`],
  ]);
  const relaxed = webhooks.map(({ kind, configuration, webhook, failurePolicy }) => [
    ...[`webhook ${kind}/${configuration}/${webhook}`, `failurePolicy ${failurePolicy}`],
  ]);
  const odd = unreadable.map(({ key, problem }) => [key, `its record cannot be read: ${problem}`]);
  const rows = [...groups, ...paused, ...relaxed, ...odd].map((row) => row.map(visibleText));
  return rows.length === 0 ? '' : `COMES BACK\n${textTable(['WHAT', 'AS'], rows).split('\n').slice(1).join('\n')}`;
}

function lockSection({ lock }: ClusterStatus, now: Date): string {
  if (lock === null) return 'LOCK\nnone is held';
  const { action, status, acquiredAt, holder } = lock;
  return `LOCK\nheld for ${longDuration(acquiredAt, now)} by a ${action} that is ${status}\n${holder}`;
}

function lastRuns({ lastRuns: runs }: ClusterStatus): string {
  const rows = runs.map(({ startedAt, endedAt, action, dryRun, status, reason, id }) => [
    ...[minuteOf(startedAt), `${action}${dryRun ? ' (dry)' : ''}`, status],
    ...[endedAt === null ? '' : durationInWords(secondsBetween(startedAt, endedAt)), visibleText(id)],
    reason === null ? '' : visibleText(reason),
  ]);
  return rows.length === 0
    ? 'LAST RUNS\nnone is known'
    : `LAST RUNS\n${textTable(['STARTED (UTC)', 'ACTION', 'STATUS', 'TIME', 'RUN', 'WHY'], rows)}`;
}

function nextSection({ next }: ClusterStatus, now: Date): string {
  if (next.length === 0) return 'NEXT\nno schedule stops or starts it';
  const lines = next.map((firing) => {
    const tags = Object.entries(firing.tags).map(([key, value]) => `${key}=${value}`);
    const onlyIf = tags.length === 0 ? '' : `, if it carries ${tags.join(' and ')}`;
    const window = firing.windowMinutes === 0 ? '' : ` or up to ${firing.windowMinutes} min later`;
    const wait = longDuration(now.toISOString(), new Date(firing.at));
    const when = `${momentIn(firing.timezone, firing.at)}${window} (in ${wait})`;
    return `${firing.action.padEnd('start'.length)}  ${when}: schedule ${firing.schedule}${onlyIf}`;
  });
  return `NEXT\n${lines.map(visibleText).join('\n')}`;
}
