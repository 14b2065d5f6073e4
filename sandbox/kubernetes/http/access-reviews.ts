import type { User } from '../api.ts';
import type { TwinApi } from '../create-api.ts';
import { isJsonObject, valueAt } from '../json-values.ts';
import { isAllowed, type PathAction, type ResourceAction } from '../rbac.ts';
import { badRequest } from '../status-error.ts';

/** Answers a SelfSubjectAccessReview, SubjectAccessReview or SelfSubjectReview; null for any other resource. */
export function review(api: TwinApi, user: User, group: string, plural: string, body: unknown): unknown {
  if (group === 'authentication.k8s.io' && plural === 'selfsubjectreviews') {
    const userInfo = { username: user.name, groups: user.groups };
    return { kind: 'SelfSubjectReview', apiVersion: `${group}/v1`, metadata: {}, status: { userInfo } };
  }
  if (group !== 'authorization.k8s.io') return null;
  if (plural !== 'selfsubjectaccessreviews' && plural !== 'subjectaccessreviews') return null;
  const spec = valueAt(body, 'spec');
  if (!isJsonObject(spec)) throw badRequest('spec: Required value');
  const asked = plural === 'selfsubjectaccessreviews' ? user : userOf(spec);
  const allowed = isAllowed(api, asked, actionOf(spec));
  const kind = plural === 'subjectaccessreviews' ? 'SubjectAccessReview' : 'SelfSubjectAccessReview';
  return { kind, apiVersion: `${group}/v1`, metadata: {}, spec, status: { allowed } };
}

function userOf(spec: Record<string, unknown>): User {
  const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : [];
  return { name: String(spec.user ?? ''), groups };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function actionOf(spec: Record<string, unknown>): ResourceAction | PathAction {
  const path = valueAt(spec, 'nonResourceAttributes', 'path');
  if (typeof path === 'string') return { verb: String(valueAt(spec, 'nonResourceAttributes', 'verb')), path };
  const attributes = spec.resourceAttributes;
  const subresource = textOf(valueAt(attributes, 'subresource'));
  const plural = String(valueAt(attributes, 'resource') ?? '');
  return {
    verb: String(valueAt(attributes, 'verb') ?? ''),
    group: String(valueAt(attributes, 'group') ?? ''),
    resource: subresource ? `${plural}/${subresource}` : plural,
    namespace: textOf(valueAt(attributes, 'namespace')),
    name: textOf(valueAt(attributes, 'name')),
  };
}
