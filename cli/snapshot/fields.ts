/** An object of which nothing is known but that it is one. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one where it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The objects of a list; none where it is no list. */
export function listOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** Those of the named fields that are there and hold something. */
export function pick(value: unknown, ...names: readonly string[]): Record<string, unknown> {
  const fields = fieldsOf(value);
  return Object.fromEntries(names.flatMap((name) => (isSomething(fields[name]) ? [[name, fields[name]]] : [])));
}

/** The fields that hold something: what is null, or an empty list, says no more than its absence. */
export function filled(fields: Fields): Record<string, unknown> {
  return pick(fields, ...Object.keys(fields));
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
