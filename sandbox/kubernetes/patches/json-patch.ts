import fastJsonPatch, { type Operation } from 'fast-json-patch';
import { cloneJson, isJsonObject } from '../json-values.ts';
import { badRequest, unprocessable } from '../status-error.ts';

// A CommonJS module: its functions are fields of the default export.
const { applyPatch, JsonPatchError } = fastJsonPatch;

/**
 * RFC 6902. Answers a new value.
 * @throws {StatusError} 422 when an operation cannot be applied or a `test` fails; 400 when it is no list of operations.
 */
export function jsonPatch(target: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every((operation) => isJsonObject(operation))) {
    throw badRequest('json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  try {
    return applyPatch(cloneJson(target), patch as unknown as Operation[], true, true).newDocument;
  } catch (error) {
    if (error instanceof JsonPatchError) throw unprocessable();
    throw error;
  }
}
