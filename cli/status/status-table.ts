import type { StandingName } from '../../src/domain/standing.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import { textTable } from '../../src/report/text-table.ts';
import { minuteOf, momentIn } from '../shown-moment.ts';
import type { ClusterStatus } from './cluster-status.ts';

/** Trouble first, then what is under way. */
const order: readonly StandingName[] = ['failed half-way', 'waking', 'going to sleep', 'asleep', 'awake'];

/** The clusters in the order in which a person looks at them. */
export function byTrouble(statuses: readonly ClusterStatus[]): ClusterStatus[] {
  return statuses.toSorted(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) ||
      Number(isLeftBehind(other)) - Number(isLeftBehind(one)) ||
      one.cluster.name.localeCompare(other.cluster.name, 'en'),
  );
}

/** Awake, and something of the night is not back: a webhook that is still relaxed, or a paused autoscaler. */
function isLeftBehind({ state, comesBack }: ClusterStatus): boolean {
  return state === 'awake' && Object.values(comesBack).some(({ length }) => length > 0);
}

/** A line a cluster. */
export function statusTable(statuses: readonly ClusterStatus[]): string {
  const rows = byTrouble(statuses).map((status) => {
    const { cluster, state, since, by, comesBack, next } = status;
    const [first] = next;
    return [
      ...[cluster.name, cluster.account, cluster.region],
      isLeftBehind(status) ? 'awake, not all is back' : state,
      since === null ? '' : minuteOf(since),
      shownCount(comesBack),
      first ? `${first.action} ${momentIn(first.timezone, first.at)}` : '',
      by === null ? '' : visibleText(by.run),
    ];
  });
  const columns = ['CLUSTER', 'ACCOUNT', 'REGION', 'STATE', 'SINCE (UTC)', 'COMES BACK', 'NEXT', 'RUN'];
  return textTable(columns, rows);
}

/** `2 groups, 1 webhook` */
function shownCount({ nodeGroups, autoscalers, webhooks, unreadable }: ClusterStatus['comesBack']): string {
  const counted = (count: number, noun: string) => (count === 0 ? [] : [`${count} ${noun}${count === 1 ? '' : 's'}`]);
  return [
    ...counted(nodeGroups.length, 'group'),
    ...counted(autoscalers.length, 'autoscaler'),
    ...counted(webhooks.length, 'webhook'),
    ...counted(unreadable.length, 'unreadable record'),
  ].join(', ');
}
