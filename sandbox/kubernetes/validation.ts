import { equalJson, isJsonObject, type JsonObject, valueAt } from './json-values.ts';
import type { KubeObject } from './objects.ts';
import type { ResourceType } from './resource-types.ts';
import { matchesLabelSelector } from './selectors.ts';
import { badRequest, invalid } from './status-error.ts';
import { type Cause, type Check, eachIn, invalidValue, unsupported } from './validation-causes.ts';
import { checkWebhooks } from './webhook-validation.ts';

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
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
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
  const labels = valueAt(object, 'spec', 'template', 'metadata', 'labels');
  const selects = matchesLabelSelector(selector, labels as Record<string, string> | undefined);
  const isChanged = old && !equalJson(selector, valueAt(old, 'spec', 'selector'));
  const mismatch = '`selector` does not match template `labels`';
  return [
    ...(selects ? [] : [invalidValue('spec.template.metadata.labels', labels ?? null, mismatch)]),
    ...(isChanged ? [invalidValue('spec.selector', selector, 'field is immutable')] : []),
  ];
};

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

const checkTaints: Check = (object) =>
  eachIn(valueAt(object, 'spec', 'taints')).flatMap((taint, index) => {
    if (effects.includes(String(taint.effect))) return [];
    // Kubernetes names the wrong path, and twice.
    const cause = unsupported(`metadata.taints[${index}].effect`, taint.effect ?? '', effects);
    return [cause, cause];
  });

const percentage = /^[0-9]+%$/;

function checkAmount(field: string, amount: unknown): readonly Cause[] {
  if (typeof amount === 'number') {
    return amount < 0 ? [invalidValue(field, amount, 'must be greater than or equal to 0')] : [];
  }
  if (typeof amount !== 'string') return [];
  if (!percentage.test(amount)) {
    const rule =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
    return [invalidValue(field, amount, rule)];
  }
  return Number.parseInt(amount, 10) > 100 ? [invalidValue(field, amount, 'must not be greater than 100%')] : [];
}

const unhealthyPolicies = ['AlwaysAllow', 'IfHealthyBudget'];

const checkBudget: Check = (object) => {
  const at = (field: string) => valueAt(object, 'spec', field);
  const policy = at('unhealthyPodEvictionPolicy');
  const isBoth = at('minAvailable') !== undefined && at('maxUnavailable') !== undefined;
  return [
    ...(isBoth ? [invalidValue('spec', object.spec, 'minAvailable and maxUnavailable cannot be both set')] : []),
    ...['minAvailable', 'maxUnavailable'].flatMap((field) => checkAmount(`spec.${field}`, at(field))),
    ...(policy === undefined || unhealthyPolicies.includes(String(policy))
      ? []
      : [unsupported('spec.unhealthyPodEvictionPolicy', policy, unhealthyPolicies)]),
  ];
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
  if (eachIn(valueAt(object, 'spec', 'containers')).length === 0) {
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

/** @throws {StatusError} 422 for a number of replicas that cannot be. */
export function validateScale(scale: KubeObject): void {
  const causes = checkReplicas(scale, undefined);
  if (causes.length > 0) throw invalid({ kind: 'Scale', group: 'autoscaling', name: scale.metadata.name }, causes);
}

/** @throws {StatusError} 422 when the object breaks a rule of its kind. */
export function validateObject(type: ResourceType, object: KubeObject, old?: KubeObject): void {
  const rules = checks[`${type.kind}.${type.group}`] ?? [];
  const causes = [...checkName(type, object), ...rules.flatMap((check) => check(object, old))];
  if (causes.length > 0)
    throw invalid({ kind: type.kind, group: type.group, name: object.metadata.name ?? '' }, causes);
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
