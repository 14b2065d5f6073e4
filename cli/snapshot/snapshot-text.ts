import type { Snapshot } from './take-snapshot.ts';

/** What a snapshot holds and what it leaves out, for a person. */
export function snapshotText(file: string, snapshot: Omit<Snapshot, 'text'>): string {
  const { nodeGroups, objects, leftOut, notAllowed, notes } = snapshot;
  const held = [`${nodeGroups} node groups`, ...Object.entries(objects).map(([kind, count]) => `${count} ${kind}`)];
  return [
    `Wrote ${file}: ${held.join(', ')}.`,
    'Never asked for: Secrets, ConfigMaps.',
    ...Object.entries(leftOut).map(([what, count]) => `Left out: ${count} ${what}`),
    ...(notAllowed.length > 0 ? [`You may not list, so a rehearsal goes without them: ${notAllowed.join(', ')}.`] : []),
    ...notes.map((note) => `Note: ${note}`),
    `Rehearse a night on it: eks-scheduler rehearse --world ${file}`,
  ].join('\n');
}
