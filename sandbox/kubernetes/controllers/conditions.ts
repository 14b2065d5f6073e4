import type { Condition } from '../objects.ts';
import { kubeTime } from '../prepare-object.ts';

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with this one set. Its lastTransitionTime moves only when its status changes, so that a controller that sees
 * the same thing twice writes the same thing twice.
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  wanted: Condition,
  now: number,
): Condition[] {
  const others = conditions ?? [];
  const before = findCondition(others, wanted.type);
  const isSame = before?.status === wanted.status && before.lastTransitionTime !== undefined;
  const condition = { ...wanted, lastTransitionTime: isSame ? before.lastTransitionTime : kubeTime(now) };
  if (!before) return [...others, condition as Condition];
  return others.map((other) => (other.type === wanted.type ? (condition as Condition) : other));
}

export function withoutCondition(conditions: readonly Condition[] | undefined, type: string): Condition[] {
  return (conditions ?? []).filter((condition) => condition.type !== type);
}
