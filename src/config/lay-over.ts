/** Lays one source over another: groups of keys are merged, to any depth; a list replaces the list below it. */
export function laidOver(under: object, over: object): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    if (value === undefined) continue;
    const below = merged[key];
    merged[key] = isGroup(value) && isGroup(below) ? laidOver(below, value) : value;
  }
  return merged;
}

export function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a source says something at this path; null and false are something. */
export function hasValueAt(layer: unknown, path: readonly PropertyKey[]): boolean {
  let at = layer;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return false;
    at = Reflect.get(at, step);
  }
  return at !== undefined;
}
