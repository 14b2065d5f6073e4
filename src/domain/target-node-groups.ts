import { matchesGlob } from './glob.ts';
import type { Run } from './run.ts';

/** What decides which node groups a run touches. */
export type RunTargets = Pick<Run, 'nodeGroups' | 'excludedToRestore' | 'settings'>;

/** Why a run leaves a node group alone, or null when the group is one of its targets. */
export function whyNotTarget(run: RunTargets, name: string): string | null {
  const exclusion = run.excludedToRestore?.includes(name) ? undefined : exclusionOf(run, name);
  if (exclusion !== undefined) return `excluded by exclusions.nodeGroups: ${exclusion}`;
  if (run.nodeGroups && !run.nodeGroups.includes(name)) return 'not among the node groups of this run';
  return null;
}

/** Says whether a run drains and scales this managed node group. */
export function isTargetNodeGroup(run: RunTargets, name: string): boolean {
  return whyNotTarget(run, name) === null;
}

/**
 * The run with the excluded node groups that it must bring back. An exclusion keeps a stop from touching a group; one that a stop had
 * put to sleep before would sleep for ever if the starts left it alone as well.
 *
 * @param outstanding Names of the groups with a size that is recorded and not restored, in the table or on the tag.
 */
export function withExcludedToRestore(run: Run, outstanding: readonly string[]): Run {
  if (run.action !== 'start') return run;
  const isNamed = (name: string) => run.nodeGroups?.includes(name) ?? true;
  const excludedToRestore = outstanding.filter((name) => isNamed(name) && exclusionOf(run, name) !== undefined);
  return excludedToRestore.length > 0 ? { ...run, excludedToRestore } : run;
}

function exclusionOf({ settings }: Pick<Run, 'settings'>, name: string): string | undefined {
  return settings.exclusions.nodeGroups.find((pattern) => matchesGlob(pattern, name));
}
