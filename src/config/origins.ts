import type { ConfigurationSource } from './configuration-source.ts';
import { defaults } from './defaults.ts';
import { hasValueAt, isGroup } from './lay-over.ts';
import { layOver, overridesOf } from './load-configuration.ts';
import type { Configuration } from './schema.ts';

/** What holds, and where every value comes from that is not the default. */
export interface Traced {
  readonly configuration: Configuration;
  readonly origins: readonly Origin[];
}

export interface Origin {
  readonly path: readonly string[];
  /** `eks-scheduler.yaml:12:3`, `eks-scheduler.yaml:40:5, for shop-*`, `environment variable EKS_DRAIN_BUDGETS`. */
  readonly where: string;
}

/**
 * Follows each value back to the source that decided it.
 *
 * @param merged What the sources come to.
 * @param sources The weakest first.
 * @param cluster Whose entries under `clusters` are laid over the rest; none where it is absent.
 */
export function traced(
  merged: Configuration,
  sources: readonly ConfigurationSource[],
  cluster: string | undefined,
): Traced {
  const ofCluster = cluster === undefined ? [] : overridesOf(merged, cluster);
  const configuration = ofCluster.map(([, overrides]) => overrides).reduce(layOver, merged);
  const paths = leavesOf(configuration, []).filter((path) => differs(configuration, path));
  const origins = paths.map((path): Origin => {
    const entry = ofCluster.findLast(([, overrides]) => hasValueAt(overrides, path))?.[0];
    const whole = entry === undefined ? path : ['clusters', entry, ...path];
    const source = sources.findLast(({ layer }) => hasValueAt(layer, whole));
    const where = source?.whereOf(whole) ?? 'unknown';
    return { path, where: entry === undefined ? where : `${where}, for ${entry}` };
  });
  return { configuration, origins };
}

/** A list is one value, and so is an empty group. */
function leavesOf(group: object, above: readonly string[]): (readonly string[])[] {
  return Object.entries(group).flatMap(([key, value]) => {
    const path = [...above, key];
    return isGroup(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [path];
  });
}

function differs(configuration: Configuration, path: readonly string[]): boolean {
  return JSON.stringify(valueAt(configuration, path)) !== JSON.stringify(valueAt(defaults, path));
}

function valueAt(values: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isGroup(at) ? at[key] : undefined), values);
}
