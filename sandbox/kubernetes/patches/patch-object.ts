import { isJsonObject, type JsonObject } from '../json-values.ts';
import type { KubeObject } from '../objects.ts';
import type { ResourceType } from '../resource-types.ts';
import { badRequest, unsupportedMediaType } from '../status-error.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge-patch.ts';
import { strategicMergePatch } from './strategic-merge-patch.ts';

export const applyType = 'application/apply-patch+yaml';
/**
 * Applies a patch in one of Kubernetes' formats to an object and answers the result, a new object. Server-side apply is a
 * strategic merge here: who owns which field is not kept.
 *
 * @throws {StatusError} 415 for another content type, 422 for a patch that cannot be applied.
 */
export function patchObject(type: ResourceType, object: KubeObject, contentType: string, patch: unknown): KubeObject {
  const patched = patchBy(type, object, contentType, patch);
  if (!isJsonObject(patched) || !isJsonObject(patched.metadata)) throw badRequest('the patched object is no object');
  return patched as unknown as KubeObject;
}

function patchBy(type: ResourceType, object: KubeObject, contentType: string, patch: unknown): unknown {
  if (contentType === 'application/json-patch+json') return jsonPatch(object, patch);
  if (!isJsonObject(patch)) throw badRequest('the patch is no object');
  if (contentType === 'application/merge-patch+json') return mergePatch(object, patch);
  if (contentType === applyType) return type.isCustom ? mergePatch(object, patch) : strategic(type, object, patch);
  if (contentType === 'application/strategic-merge-patch+json' && !type.isCustom) return strategic(type, object, patch);
  throw unsupportedMediaType();
}

function strategic(type: ResourceType, object: KubeObject, patch: JsonObject): JsonObject {
  return strategicMergePatch(object, patch, type.kind);
}
