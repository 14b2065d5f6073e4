import { cloneJson, equalJson, isJsonObject, type JsonObject } from '../json-values.ts';
import { badRequest } from '../status-error.ts';
import { isMergedTextList, mergeKeyOf } from './merge-keys.ts';

/**
 * Kubernetes' strategic merge patch: like a merge patch, but lists of named things are merged by their key. Understands `$patch`
 * (delete, replace, merge), `$deleteFromPrimitiveList`, `$retainKeys`, and `$setElementOrder`. Answers a new object.
 *
 * @throws {StatusError} 400 for a directive that it does not know.
 */
export function strategicMergePatch(target: JsonObject, patch: JsonObject, kind: string): JsonObject {
  return mergeObject(target, patch, [], kind);
}

function mergeObject(target: unknown, patch: JsonObject, path: readonly string[], kind: string): JsonObject {
  const directive = patch.$patch;
  if (directive === 'delete') return {};
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive !== undefined && directive !== 'merge') throw badRequest(`Unknown patch type found: ${directive}`);
  const merged: JsonObject = isJsonObject(target) ? cloneJson(target) : {};
  dropUnretained(merged, patch.$retainKeys);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith('$')) applyDirective(merged, key, value, path, kind);
    else if (value === null) delete merged[key];
    else merged[key] = mergeValue(merged[key], value, [...path, key], kind);
  }
  // The order is given for the list as it is after the merge.
  for (const [key, order] of Object.entries(patch)) {
    if (key.startsWith('$setElementOrder/')) reorder(merged, key.slice('$setElementOrder/'.length), order, path, kind);
  }
  return merged;
}

function mergeValue(target: unknown, value: unknown, path: readonly string[], kind: string): unknown {
  if (isJsonObject(value)) return mergeObject(target, value, path, kind);
  if (!Array.isArray(value)) return value;
  if (isMergedTextList(path)) {
    const have = Array.isArray(target) ? target : [];
    return [...have, ...value.filter((item) => !have.includes(item))];
  }
  const key = mergeKeyOf(path, kind);
  if (key === null || !value.every((item) => isJsonObject(item))) return cloneJson(value);
  return mergeList(Array.isArray(target) ? target : [], value as JsonObject[], { key, path, kind });
}

interface ListPlace {
  readonly key: string;
  readonly path: readonly string[];
  readonly kind: string;
}

function mergeList(target: readonly unknown[], patch: readonly JsonObject[], place: ListPlace): unknown[] {
  if (patch.some((item) => item.$patch === 'replace')) {
    return patch.filter((item) => item.$patch !== 'replace').map((item) => withoutDirectives(item));
  }
  const { key } = place;
  let merged = target.map((item) => cloneJson(item));
  for (const item of patch) {
    const isSame = (other: unknown) => isJsonObject(other) && equalJson(other[key], item[key]);
    if (item.$patch === 'delete') {
      merged = merged.filter((other) => !isSame(other));
      continue;
    }
    if (item[key] === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`);
    const index = merged.findIndex(isSame);
    if (index < 0) merged.push(mergeObject({}, item, place.path, place.kind));
    else merged[index] = mergeObject(merged[index], item, place.path, place.kind);
  }
  return merged;
}

function applyDirective(
  merged: JsonObject,
  directive: string,
  value: unknown,
  path: readonly string[],
  kind: string,
): void {
  const [name = '', field = ''] = directive.split(/\/(.*)/);
  if (name === '$patch' || name === '$retainKeys' || name === '$setElementOrder') return;
  if (name !== '$deleteFromPrimitiveList')
    throw badRequest(`Unknown directive ${directive} at ${path.join('.')} of ${kind}`);
  const list = merged[field];
  if (!Array.isArray(list) || !Array.isArray(value)) return;
  merged[field] = list.filter((item) => !value.includes(item));
}

/** `$retainKeys`: the fields of a union; those that are not named go. */
function dropUnretained(merged: JsonObject, retained: unknown): void {
  if (!Array.isArray(retained)) return;
  for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key];
}

function reorder(merged: JsonObject, field: string, order: unknown, path: readonly string[], kind: string): void {
  const list = merged[field];
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  const key = mergeKeyOf([...path, field], kind);
  const nameOf = (item: unknown) => (key !== null && isJsonObject(item) ? item[key] : item);
  const names = order.map(nameOf);
  const ordered = list.filter((item) => names.includes(nameOf(item)));
  ordered.sort((left, right) => names.indexOf(nameOf(left)) - names.indexOf(nameOf(right)));
  merged[field] = [...ordered, ...list.filter((item) => !names.includes(nameOf(item)))];
}

function withoutDirectives(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object)
      .filter(([key, value]) => !key.startsWith('$') && value !== null)
      .map(([key, value]) => [key, isJsonObject(value) ? withoutDirectives(value) : cloneJson(value)]),
  );
}
