import { equalJson, isJsonObject, type JsonObject, valueAt } from './json-values.ts';
import type { KubeObject } from './objects.ts';
import type { ResourceType } from './resource-types.ts';
import { matchesLabelSelector } from './selectors.ts';
import { badRequest, invalid } from './status-error.ts';

interface Cause {
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueNotSupported' | 'FieldValueForbidden';
  readonly field: string;
  readonly message: string;
}

type Check = (object: KubeObject, old: KubeObject | undefined) => readonly Cause[];

function invalidValue(field: string, value: unknown, why: string): Cause {
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown}: ${why}` };
}

function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const list = supported.map((item) => `"${item}"`).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
  };
}

function eachIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function checkName(type: ResourceType, object: KubeObject): readonly Cause[] {
  const { name } = object.metadata;
  if (!name) {
    return [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ];
  }
  // Roles and the like may be called `system:node`: any path segment will do.
  if (type.group === 'rbac.authorization.k8s.io') return [];
  if (subdomain.test(name) && name.length <= 253) return [];
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [invalidValue('metadata.name', name, rule)];
}

const checkReplicas: Check = (object) => {
  const replicas = valueAt(object, 'spec', 'replicas');
  if (typeof replicas !== 'number' || replicas >= 0) return [];
  return [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')];
};

const checkSelector: Check = (object, old) => {
  const selector = valueAt(object, 'spec', 'selector');
  if (!isJsonObject(selector)) {
    return [{ reason: 'FieldValueRequired', field: 'spec.selector', message: 'Required value' }];
  }
  if (old && !equalJson(selector, valueAt(old, 'spec', 'selector'))) {
    return [invalidValue('spec.selector', selector, 'field is immutable')];
  }
  const labels = valueAt(object, 'spec', 'template', 'metadata', 'labels');
  if (matchesLabelSelector(selector, labels as Record<string, string> | undefined)) return [];
  return [invalidValue('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`')];
};

const checkWebhooks: Check = (object) =>
  eachIn(object.webhooks).flatMap((webhook, index) => {
    const policy = webhook.failurePolicy;
    if (policy === undefined || policy === 'Fail' || policy === 'Ignore') return [];
    return [unsupported(`webhooks[${index}].failurePolicy`, policy, ['Fail', 'Ignore'])];
  });

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const checkTaints: Check = (object) =>
  eachIn(valueAt(object, 'spec', 'taints')).flatMap((taint, index) =>
    effects.includes(String(taint.effect))
      ? []
      : [unsupported(`spec.taints[${index}].effect`, taint.effect ?? '', effects)],
  );

const checkBudget: Check = (object) => {
  if (valueAt(object, 'spec', 'minAvailable') === undefined) return [];
  if (valueAt(object, 'spec', 'maxUnavailable') === undefined) return [];
  return [invalidValue('spec', object.spec, 'minAvailable and maxUnavailable cannot be both set')];
};

const containerLists = ['containers', 'initContainers'] as const;

/** A pod's spec without what may still change: images, the active deadline, and tolerations. */
function fixedPartOf(spec: unknown): JsonObject {
  const { tolerations: _added, activeDeadlineSeconds: _shortened, ...rest } = isJsonObject(spec) ? spec : {};
  for (const list of containerLists) {
    if (!Array.isArray(rest[list])) continue;
    rest[list] = eachIn(rest[list]).map(({ image: _image, ...container }) => container);
  }
  return rest;
}

const checkPod: Check = (object, old) => {
  if (!Array.isArray(valueAt(object, 'spec', 'containers'))) {
    return [{ reason: 'FieldValueRequired', field: 'spec.containers', message: 'Required value' }];
  }
  if (!old || equalJson(fixedPartOf(object.spec), fixedPartOf(old.spec))) return [];
  const message =
    'Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
  return [{ reason: 'FieldValueForbidden', field: 'spec', message }];
};

const checks: Record<string, readonly Check[]> = {
  'Pod.': [checkPod],
  'Node.': [checkTaints],
  'Deployment.apps': [checkReplicas, checkSelector],
  'ReplicaSet.apps': [checkReplicas, checkSelector],
  'StatefulSet.apps': [checkReplicas, checkSelector],
  'DaemonSet.apps': [checkSelector],
  'PodDisruptionBudget.policy': [checkBudget],
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': [checkWebhooks],
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': [checkWebhooks],
};

/** @throws {StatusError} 422 when the object breaks a rule of its kind. */
export function validateObject(type: ResourceType, object: KubeObject, old?: KubeObject): void {
  const rules = checks[`${type.kind}.${type.group}`] ?? [];
  const causes = [...checkName(type, object), ...rules.flatMap((check) => check(object, old))];
  if (causes.length > 0) throw invalid({ kind: type.kind, group: type.group, name: object.metadata.name }, causes);
}

/** @throws {StatusError} 400 when labels or annotations are not texts, as decoding would find. */
export function validateShape(object: KubeObject): void {
  if (!isJsonObject(object.metadata)) throw badRequest('metadata: Required value');
  for (const field of ['labels', 'annotations'] as const) {
    const map: unknown = object.metadata[field];
    if (map === undefined || map === null) continue;
    const wrong = isJsonObject(map) ? Object.values(map).find((value) => typeof value !== 'string') : map;
    if (wrong === undefined) continue;
    throw badRequest(
      `json: cannot unmarshal ${typeof wrong} into Go struct field ObjectMeta.metadata.${field} of type string`,
    );
  }
}
