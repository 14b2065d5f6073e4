import { defaults } from './defaults.ts';
import { isGroup } from './lay-over.ts';

/** Lists of components or schedules do not fit in a variable, nor does a group that may be null or that has names of its own. */
const unfit = new Set(['tiers', 'schedules', 'clusters', 'deployment.network']);

/** Every variable that overrides something, and what: `EKS_DRAIN_TIMEOUT` → timeouts.drain, `EKS_DRAIN_BUDGETS` → drain.budgets. */
export const overrides: ReadonlyMap<string, readonly string[]> = new Map(
  pathsIn(defaults, []).map((path) => [variableOf(path), path]),
);

/** `EKS_TIMEOUTS_DRAIN_TIMEOUT`, for those who write the section as it stands in the file. */
export const otherSpellings: ReadonlyMap<string, readonly string[]> = new Map(
  [...overrides]
    .filter(([, [section]]) => section === 'timeouts')
    .map(([variable, path]) => [variable.replace(/^EKS_/, 'EKS_TIMEOUTS_'), path]),
);

function pathsIn(group: object, above: readonly string[]): (readonly string[])[] {
  return Object.entries(group).flatMap(([key, value]) => {
    const path = [...above, key];
    if (unfit.has(path.join('.'))) return [];
    return isGroup(value) ? pathsIn(value, path) : [path];
  });
}

/** The variable that a path has, or would have. */
export function variableOf(path: readonly string[]): string {
  const [section, ...keys] = path.map((name) => name.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase());
  if (section === 'TIMEOUTS' && keys.length > 0) return `EKS_${keys.join('_')}_TIMEOUT`;
  return ['EKS', section, ...keys].join('_');
}
