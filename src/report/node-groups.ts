import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';
import type { Action } from '../domain/run.ts';

export interface ReportSize {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** A node group before the night, asleep, and after it. A stop does not know `after`, a start not `before`: null. */
export interface ReportNodeGroup {
  readonly name: string;
  readonly before: ReportSize | null;
  readonly asleep: ReportSize | null;
  readonly after: ReportSize | null;
}

const namedSize = z.object({ name: z.string(), min: z.number(), max: z.number(), desired: z.number() });
const recordedSizes = z.array(namedSize);

/**
 * The node groups of a run, by name. From what Record state noted (fact `nodeGroups`) and from what each Scale node group found
 * and left (facts `before` and `after`); a group that did not have to be scaled was all the time as it is left.
 */
export function nodeGroupsOf(action: Action, entries: readonly JournalEntry[]): ReportNodeGroup[] {
  const recorded = recordedSizes.safeParse(
    entries.find(({ phase }) => phase === 'record-state')?.facts.nodeGroups,
  ).data;
  const scaled = new Map(
    entries.filter(({ phase }) => phase === 'scale-node-group').map((entry) => [entry.item, entry.facts]),
  );
  const names = new Set([
    ...(recorded ?? []).map(({ name }) => name),
    ...[...scaled.keys()].filter((name): name is string => name !== null),
  ]);
  return [...names].sort().map((name) => {
    const end = sizeIn(scaled.get(name)?.after);
    const start = sizeIn(recorded?.find((group) => group.name === name)) ?? sizeIn(scaled.get(name)?.before) ?? end;
    return action === 'stop'
      ? { name, before: start, asleep: end, after: null }
      : { name, before: null, asleep: start, after: end };
  });
}

function sizeIn(fact: unknown): ReportSize | null {
  const { data } = namedSize.safeParse(fact);
  return data ? { min: data.min, max: data.max, desired: data.desired } : null;
}
