import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';
import type { Action } from '../domain/run.ts';
import type { ReportNodeGroup } from './node-groups.ts';

/** Pods and nodes over the time of a run, as far as its journal knows them. */
export interface ReportProgress {
  /** Pods that were still to leave when a pass of Drain nodes looked. */
  readonly pods: readonly ProgressPoint[];
  /** Nodes of the run's groups, as EKS had brought them up or taken them away; empty where the sizes are not known. */
  readonly nodes: readonly ProgressPoint[];
  /** Nodes that were Ready when a pass of Wait for nodes looked. */
  readonly nodesReady: readonly ProgressPoint[];
  readonly waves: readonly ReportWave[];
}

export interface ProgressPoint {
  readonly at: string;
  readonly count: number;
}

/** One wave of the drain, from the pass that first saw it to the one that saw the next. */
export interface ReportWave {
  readonly wave: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Pods that were still to leave, of this wave and of those after it. */
  readonly podsLeft: number;
}

const nodesSummary = z.object({ ready: z.number() });
const drainSummary = z.object({ wave: z.string(), podsLeft: z.number() });

/** Empty on a dry run, which takes no time and changes nothing. */
export function progressOf(
  { action, startedAt, dryRun }: { readonly action: Action; readonly startedAt: string; readonly dryRun: boolean },
  entries: readonly JournalEntry[],
  groups: readonly ReportNodeGroup[],
): ReportProgress {
  if (dryRun) return { pods: [], nodes: [], nodesReady: [], waves: [] };
  const drain = entries.find(({ phase }) => phase === 'drain-nodes');
  const waitForNodes = entries.find(({ phase }) => phase === 'wait-for-nodes');
  const looks = (drain?.trail ?? []).flatMap(({ at, summary }) => {
    const { data } = drainSummary.safeParse(summary);
    return data ? [{ at, ...data }] : [];
  });
  return {
    pods: looks.map(({ at, podsLeft }) => ({ at, count: podsLeft })),
    nodes: nodesOverTime(action, startedAt, entries, groups),
    nodesReady: (waitForNodes?.trail ?? []).flatMap(({ at, summary }) => {
      const { data } = nodesSummary.safeParse(summary);
      return data ? [{ at, count: data.ready }] : [];
    }),
    waves: drain ? wavesOf(looks, drain.endedAt) : [],
  };
}

function wavesOf(looks: readonly (z.infer<typeof drainSummary> & { readonly at: string })[], endedAt: string) {
  const first = looks.filter(({ wave }, index) => wave !== looks[index - 1]?.wave);
  return first
    .map(({ wave, at, podsLeft }, index) => ({
      ...{ wave, startedAt: at, podsLeft },
      endedAt: first[index + 1]?.at ?? endedAt,
    }))
    .filter(({ wave }) => wave !== 'none');
}

/** A group counts when EKS had done with it: the journal does not know single nodes. */
function nodesOverTime(
  action: Action,
  startedAt: string,
  entries: readonly JournalEntry[],
  groups: readonly ReportNodeGroup[],
): ProgressPoint[] {
  const from = ({ before, asleep }: ReportNodeGroup) => (action === 'stop' ? before : asleep)?.desired;
  const to = ({ asleep, after }: ReportNodeGroup) => (action === 'stop' ? asleep : after)?.desired;
  const begin = groups.map(from);
  if (groups.length === 0 || begin.includes(undefined)) return [];
  let count = begin.reduce((total: number, nodes) => total + (nodes ?? 0), 0);
  const points = [{ at: startedAt, count }];
  const scaled = entries.filter(({ phase, status }) => phase === 'scale-node-group' && status === 'done');
  for (const { item, endedAt } of scaled.toSorted((a, b) => a.endedAt.localeCompare(b.endedAt))) {
    const group = groups.find(({ name }) => name === item);
    if (!group) continue;
    count += (to(group) ?? 0) - (from(group) ?? 0);
    points.push({ at: endedAt, count });
  }
  return points;
}
