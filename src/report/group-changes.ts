import { z } from 'zod';
import type { JournalEntry } from '../aws/ports.ts';
import type { Action } from '../domain/run.ts';
import type { GroupChange } from '../domain/sleep-spans.ts';
import { nodeGroupsOf } from './node-groups.ts';

const typesFact = z.array(z.object({ name: z.string(), instanceTypes: z.array(z.string()) }));

/**
 * What a run did to each node group, out of its journal. A group that the run did not come to see through has no change: a stop counts
 * when EKS was done with the group, a start from when it first asked for nodes, whatever became of it.
 *
 * @param typesOf The instance types of a group where the run itself did not note them.
 */
export function groupChanges(
  action: Action,
  entries: readonly JournalEntry[],
  typesOf: (nodeGroup: string) => readonly string[],
): GroupChange[] {
  const noted = typesFact.safeParse(entries.find(({ phase }) => phase === 'record-state')?.facts.nodeGroups).data ?? [];
  const groups = nodeGroupsOf(action, entries);
  return entries.flatMap(({ phase, item, status, startedAt, endedAt }): GroupChange[] => {
    const group = phase === 'scale-node-group' ? groups.find(({ name }) => name === item) : undefined;
    if (group === undefined) return [];
    const [before, after] = action === 'stop' ? [group.before, group.asleep] : [group.asleep, group.after];
    if (!after || (action === 'stop' && status !== 'done')) return [];
    const types = noted.find(({ name }) => name === group.name)?.instanceTypes ?? typesOf(group.name);
    return [
      {
        nodeGroup: group.name,
        at: new Date(action === 'stop' ? endedAt : startedAt),
        before: before?.desired ?? 0,
        after: after.desired,
        instanceTypes: types,
      },
    ];
  });
}
