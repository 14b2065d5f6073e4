import { isObject, type Json, type JsonObject } from '../json.ts';
import { assignedNames } from './check-exit.ts';

/** A way out of a state, to another one of its block. */
export interface Edge {
  /** Where the target is named: `Next`, `Choices[0]/Next`. */
  readonly field: string;
  readonly target: string;
  /** The variables that are assigned on this way, and no other. */
  readonly assigns: readonly string[];
}

/** All ways out of a state; whatever is no state has none. */
export function edgesOf(state: Json | undefined): readonly Edge[] {
  if (!isObject(state)) return [];
  const edges: Edge[] = [];
  const add = (field: string, target: Json | undefined, holder: Json): void => {
    if (typeof target === 'string') edges.push({ field, target, assigns: assignedNames(holder) });
  };
  add('Next', state.Next, state);
  add('Default', state.Default, state);
  for (const field of ['Choices', 'Catch']) {
    const entries = state[field];
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of (entries as readonly Json[]).entries()) {
      if (isObject(entry)) add(`${field}[${index}]/Next`, entry.Next, entry);
    }
  }
  return edges;
}

/**
 * For each state that can be reached, the variables that some way from the start to it assigns. What a state itself assigns counts
 * for it only where a loop leads back.
 */
export function variablesAtEntry(startAt: string, states: JsonObject): ReadonlyMap<string, ReadonlySet<string>> {
  const known = new Map<string, Set<string>>([[startAt, new Set()]]);
  const changed = [startAt];
  for (let name = changed.shift(); name !== undefined; name = changed.shift()) {
    for (const { target, assigns } of edgesOf(states[name])) {
      const before = known.get(target);
      const now = new Set([...(before ?? []), ...(known.get(name) ?? []), ...assigns]);
      if (before && before.size === now.size) continue;
      known.set(target, now);
      changed.push(target);
    }
  }
  return known;
}
