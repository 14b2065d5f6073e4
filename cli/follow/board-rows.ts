import { visibleText } from '../../src/domain/visible-text.ts';
import type { ClusterView, FleetView } from './fleet-view.ts';
import { clusterWords, phaseTime, phaseWords } from './follow-lines.ts';
import type { RunLook } from './followed.ts';
import type { PhaseView } from './run-view.ts';

/** One line of the board at one look. */
export interface BoardRow {
  /** What it stays the same by. */
  readonly key: string;
  readonly title: string;
  /** Below the title, while it goes on. */
  readonly detail: string;
  readonly status: 'open' | 'done' | 'skipped' | 'failed';
}

/** A line for each phase; one that goes through items is one line, of the item that it is at. */
export function rowsOfRun(
  { phases, warnings }: Pick<RunLook, 'phases' | 'warnings'>,
  now: Date = new Date(),
): BoardRow[] {
  const titles = [...new Set(phases.map(({ title }) => title))];
  // The clocks of AWS and of this machine may differ.
  const latest = Math.max(now.getTime(), ...phases.map(({ changedAt }) => changedAt?.getTime() ?? 0));
  return titles.map((title, index) => {
    const ofTitle = phases.filter((phase) => phase.title === title);
    const isLeft = titles.slice(index + 1).some((later) => hasBegun(phases, later));
    const status = statusOf(ofTitle, isLeft);
    const messages = warnings.filter(({ phase }) => phase === title).map(({ message }) => message);
    return { key: title, status, ...wordsOf(ofTitle, status, new Date(latest), messages.at(-1)) };
  });
}

function wordsOf(phases: readonly PhaseView[], status: BoardRow['status'], now: Date, warning = '') {
  const [first] = phases;
  const at = phases.findLast(({ startedAt }) => startedAt !== null) ?? first;
  if (!first || !at) return { title: '', detail: '' };
  const took = first.startedAt === null ? '' : `  ${phaseTime({ ...at, startedAt: first.startedAt }, now)}`;
  const item = at.item === null || status === 'done' ? '' : ` (${at.item})`;
  const words = status === 'done' ? '' : phaseWords(at);
  // What has failed, the verdict below says in full.
  const short = status === 'failed' ? words.replace(/: .*/, '') : words;
  const warned = warning === '' ? '' : `! ${visibleText(warning)}`;
  return { title: `${first.title}${item}${took}`, detail: [short, warned].filter((part) => part !== '').join('  ') };
}

function hasBegun(phases: readonly PhaseView[], title: string): boolean {
  return phases.some((phase) => phase.title === title && phase.startedAt !== null);
}

/** Of a phase that goes through items more may come, as long as no later phase has begun. */
function statusOf(phases: readonly PhaseView[], isLeft: boolean): BoardRow['status'] {
  if (phases.some(({ status }) => status === 'failed')) return 'failed';
  if (phases.every(({ status }) => status === 'waiting')) return isLeft ? 'skipped' : 'open';
  if (phases.some(({ status }) => status === 'pending')) return 'open';
  if (phases.every(({ status }) => status === 'skipped')) return 'skipped';
  return phases.every(({ item }) => item === null) || isLeft ? 'done' : 'open';
}

/** What a terminal has room for. */
const mostClusters = 25;
const longestDetail = 100;

/** A line for each cluster; of very many the last line tells of the rest. */
export function rowsOfFleet({ clusters }: FleetView): BoardRow[] {
  const rows = clusters.map((view) => ({
    key: `${view.account}/${view.region}/${view.cluster}`,
    title: view.status === 'skipped' ? `${view.cluster}  ${clusterWords(view)}` : view.cluster,
    detail: view.status === 'skipped' || view.status === 'done' ? '' : clusterWords(view).slice(0, longestDetail),
    status: openOr(view.status),
  }));
  const rest = rows.slice(mostClusters);
  return rest.length === 0 ? rows : [...rows.slice(0, mostClusters), restOf(rest)];
}

function restOf(rows: readonly BoardRow[]): BoardRow {
  const open = rows.filter(({ status }) => status === 'open').length;
  const failed = rows.filter(({ status }) => status === 'failed').length;
  const status = open > 0 ? 'open' : failed > 0 ? 'failed' : 'done';
  return { key: 'rest', title: `and ${rows.length} more`, detail: `${open} open, ${failed} failed`, status };
}

function openOr(status: ClusterView['status']): BoardRow['status'] {
  return status === 'waiting' || status === 'running' ? 'open' : status;
}
