import { type FleetOutcome, type FleetPlan, placedName } from './fleet.ts';

/**
 * The outcomes of the clusters that a Map was for, each one once and in their order. A cluster of which the Map tells nothing has
 * failed: its child was ended by hand, or broke.
 */
export function outcomesOf(expected: readonly string[], answered: readonly unknown[]): FleetOutcome[] {
  const known = new Map(answered.filter(isOutcome).map((outcome) => [placedName(outcome), outcome]));
  return expected.map((placed) => known.get(placed) ?? untold(placed));
}

function untold(placed: string): FleetOutcome {
  const [account = '', region = '', cluster = ''] = placed.split('/');
  const cause = 'its child execution ended without an outcome: look at it in the Map Run';
  return { account, region, cluster, status: 'failed', error: 'NoOutcome', cause };
}

function isOutcome(value: unknown): value is FleetOutcome {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  const has = (...names: string[]) => names.every((name) => typeof fields[name] === 'string');
  if (!has('account', 'region', 'cluster', 'status')) return false;
  if (fields.status === 'failed') return has('error', 'cause');
  return fields.status === 'done' || (fields.status === 'skipped' && has('reason'));
}

/** Whether the fleet's own execution fails. A fleet without any cluster has not failed: its warnings say that it found none. */
export function hasFleetFailed(failsWhen: FleetPlan['failsWhen'], outcomes: readonly FleetOutcome[]): boolean {
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  if (failed === 0 || failsWhen === 'never') return false;
  return failsWhen === 'any' || failed === outcomes.length;
}

/** True for what a redrive of the fleet repeats: a cluster's run, or the look for clusters in a place that was out of reach. */
export function isRepeatable(outcome: FleetOutcome): boolean {
  return outcome.status === 'failed' && outcome.repeatable !== false;
}
