import type { JournalEntry, PastRun } from '../aws/ports.ts';
import { nodeGroupsOf, type ReportNodeGroup, type ReportSize } from './node-groups.ts';
import { secondsBetween } from './phases.ts';
import { podsOf } from './pods.ts';
import { webhooksOf } from './webhooks.ts';
import { durationInWords } from './words.ts';

/** What a run did otherwise than the run of the same action before it. */
export interface ReportComparison {
  readonly with: { readonly id: string; readonly startedAt: string; readonly status: PastRun['status'] };
  readonly differences: readonly ReportDifference[];
}

export interface ReportDifference {
  readonly what: string;
  /** Null where there was nothing, or is nothing any more. */
  readonly before: string | null;
  readonly now: string | null;
}

/** A time counts as another one when it differs by a quarter, and by a minute. */
const ratio = 1.25;
const secondsAtLeast = 60;
const listedAtMost = 100;

/** The two runs side by side; names of single pods differ every night and are not compared. */
export function comparisonWith(
  past: PastRun,
  now: { readonly status: string; readonly seconds: number; readonly entries: readonly JournalEntry[] },
): ReportComparison {
  const { id, action, startedAt, status, entries } = past;
  const differences = [
    ...changed('how it ended', status, now.status),
    ...changedTime('the whole run', secondsBetween(startedAt, past.endedAt), now.seconds),
    ...times(entries, now.entries),
    ...sizes(nodeGroupsOf(action, entries), nodeGroupsOf(action, now.entries)),
    ...(action === 'stop' ? pods(entries, now.entries) : []),
    ...webhooks(entries, now.entries),
    ...warnings(entries, now.entries),
  ];
  return { with: { id, startedAt, status }, differences: differences.slice(0, listedAtMost) };
}

function times(before: readonly JournalEntry[], now: readonly JournalEntry[]): ReportDifference[] {
  const past = secondsByPhase(before);
  // A phase that one of them did not come to is told by how it ended.
  return [...secondsByPhase(now)].flatMap(([title, seconds]) =>
    changedTime(title, past.get(title) ?? seconds, seconds),
  );
}

/** Items of a Map run side by side: the longest counts. */
function secondsByPhase(entries: readonly JournalEntry[]): Map<string, number> {
  const seconds = new Map<string, number>();
  for (const { title, startedAt, endedAt } of entries) {
    seconds.set(title, Math.max(seconds.get(title) ?? 0, secondsBetween(startedAt, endedAt)));
  }
  return seconds;
}

function sizes(before: readonly ReportNodeGroup[], now: readonly ReportNodeGroup[]): ReportDifference[] {
  const sizeOf = (groups: readonly ReportNodeGroup[]) =>
    new Map(groups.map((group) => [group.name, sizeInWords(group.before ?? group.after)]));
  return changedEntries('node group', sizeOf(before), sizeOf(now));
}

function sizeInWords(size: ReportSize | null): string {
  return size ? `min ${size.min}, max ${size.max}, desired ${size.desired}` : 'size not known';
}

function pods(before: readonly JournalEntry[], now: readonly JournalEntry[]): ReportDifference[] {
  const [past, present] = [podsOf(before), podsOf(now)];
  const counts = ['evicted', 'residual', 'forced', 'lost'] as const;
  return counts.flatMap((name) => changed(`pods ${name}`, String(past[name]), String(present[name])));
}

function webhooks(before: readonly JournalEntry[], now: readonly JournalEntry[]): ReportDifference[] {
  const outcomes = (entries: readonly JournalEntry[]) =>
    new Map(
      webhooksOf(entries).map(({ kind, configuration, webhook, decision, result }) => [
        `${kind}/${configuration}/${webhook}`,
        [decision, result].filter((word) => word !== null).join(', '),
      ]),
    );
  return changedEntries('webhook', outcomes(before), outcomes(now));
}

function warnings(before: readonly JournalEntry[], now: readonly JournalEntry[]): ReportDifference[] {
  const texts = (entries: readonly JournalEntry[]) =>
    new Map(entries.flatMap((entry) => entry.warnings.map((text) => [withoutChance(text), text])));
  const [past, present] = [texts(before), texts(now)];
  return [
    ...[...present].filter(([key]) => !past.has(key)).map(([, text]) => ({ what: 'warning', before: null, now: text })),
    ...[...past].filter(([key]) => !present.has(key)).map(([, text]) => ({ what: 'warning', before: text, now: null })),
  ];
}

/** Numbers and the random ends of pods' names differ every night. */
function withoutChance(text: string): string {
  return text.replaceAll(/-[bcdf-hj-np-tv-xz2456789]{5,10}\b/g, '-…').replaceAll(/\d+/g, '#');
}

function changedEntries(
  kind: string,
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ReportDifference[] {
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => changed(`${kind} ${name}`, before.get(name) ?? null, now.get(name) ?? null));
}

function changed(what: string, before: string | null, now: string | null): ReportDifference[] {
  return before === now ? [] : [{ what, before, now }];
}

function changedTime(what: string, before: number, now: number): ReportDifference[] {
  const [short, long] = before < now ? [before, now] : [now, before];
  if (long - short < secondsAtLeast || long < short * ratio) return [];
  return [{ what: `time of ${what}`, before: durationInWords(before), now: durationInWords(now) }];
}
