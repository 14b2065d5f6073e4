import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { cloneJson, isJsonObject } from '../json-values.ts';
import { badRequest, unprocessable } from '../status-error.ts';

// A CommonJS module: its functions are fields of the default export.
const { applyPatch, JsonPatchError, unescapePathComponent } = fastJsonPatch;

/**
 * RFC 6902. Answers a new value.
 * @throws {StatusError} 422 when an operation cannot be applied or a `test` fails; 400 when it is no list of operations.
 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every((operation) => isJsonObject(operation))) {
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  try {
    const operations = patch as unknown as Operation[];
    return operations.reduce(
      (document, operation) => applyPatch(document, [leniently(operation, document)], true, true).newDocument,
      cloneJson(target),
    );
  } catch (error) {
    if (error instanceof JsonPatchError) throw unprocessable();
    throw error;
  }
}

/** The API server's library lets `replace` add a field that an object does not have; not so an item of a list. */
function leniently(operation: Operation, document: unknown): Operation {
  if (operation.op !== 'replace') return operation;
  const path = operation.path.split('/').slice(1).map(unescapePathComponent);
  const parent = path
    .slice(0, -1)
    .reduce(
      (value: unknown, key) => (isJsonObject(value) || Array.isArray(value) ? Reflect.get(value, key) : undefined),
      document,
    );
  return isJsonObject(parent) && parent[path.at(-1) ?? ''] === undefined ? { ...operation, op: 'add' } : operation;
}
