import type { WorldSnapshot } from './world-snapshot.ts';

/** One thing that is not as it was in the evening. */
export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Says what did not come back. Nodes and pods are new objects in the morning, so it is numbers and settings that are compared;
 * a bare pod, which nobody re-creates, is a loss that the report lists and not a difference. Nor is it one that more pods are ready
 * than before, or that a node that a person had cordoned has made place for a new one.
 */
export function compareSnapshots(before: WorldSnapshot, after: WorldSnapshot): Difference[] {
  return [
    ...compareSizes(before, after),
    ...compareRecords('webhook', before.webhooks, after.webhooks, String),
    ...compareWorkloads(before.workloads, after.workloads),
    ...compareValue('nodes', String(before.nodes), String(after.nodes)),
    ...compareValue('newly cordoned nodes', 'none', list(newIn(after.cordoned, before.cordoned))),
    ...compareValue('marks of a run', list(before.marks), list(after.marks)),
  ];
}

function compareSizes(before: WorldSnapshot, after: WorldSnapshot): Difference[] {
  const byName = (snapshot: WorldSnapshot) =>
    Object.fromEntries(snapshot.nodeGroups.map((group) => [group.name, group]));
  return compareRecords(
    'node group',
    byName(before),
    byName(after),
    (group) => `min ${group.minSize}, max ${group.maxSize}, desired ${group.desiredSize}`,
  );
}

function compareWorkloads(before: WorldSnapshot['workloads'], after: WorldSnapshot['workloads']): Difference[] {
  const noMoreThan = (workloads: WorldSnapshot['workloads'], limits: WorldSnapshot['workloads']) =>
    Object.fromEntries(
      Object.entries(workloads).map(([name, { replicas, ready }]) => {
        return [name, { replicas, ready: Math.min(ready, limits[name]?.ready ?? ready) }];
      }),
    );
  return compareRecords(
    '',
    before,
    noMoreThan(after, before),
    ({ replicas, ready }) => `${replicas} replicas, ${ready} ready`,
  );
}

function newIn(after: readonly string[], before: readonly string[]): string[] {
  return after.filter((name) => !before.includes(name));
}

function compareRecords<T>(
  kind: string,
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
  words: (value: T) => string,
): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const tell = (value: T | undefined) => (value === undefined ? 'not there' : words(value));
  return names.flatMap((name) => compareValue(`${kind} ${name}`.trim(), tell(before[name]), tell(after[name])));
}

function compareValue(what: string, before: string, after: string): Difference[] {
  return before === after ? [] : [{ what, before, after }];
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : [...names].sort().join(', ');
}
