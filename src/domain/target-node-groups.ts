import { matchesGlob } from './glob.ts';
import type { Run } from './run.ts';

/** Why a run leaves a node group alone, or null when the group is one of its targets. */
export function whyNotTarget(run: Pick<Run, 'nodeGroups' | 'settings'>, name: string): string | null {
  const exclusion = run.settings.exclusions.nodeGroups.find((pattern) => matchesGlob(pattern, name));
  if (exclusion !== undefined) return `excluded by exclusions.nodeGroups: ${exclusion}`;
  if (run.nodeGroups && !run.nodeGroups.includes(name)) return 'not among the node groups of this run';
  return null;
}

/** Says whether a run drains and scales this managed node group. */
export function isTargetNodeGroup(run: Pick<Run, 'nodeGroups' | 'settings'>, name: string): boolean {
  return whyNotTarget(run, name) === null;
}
