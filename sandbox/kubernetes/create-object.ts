import type { User, WriteOptions } from './api.ts';
import { type ApiState, admissionNamespace, admitMutating, admitValidating, subjectOf } from './api-state.ts';
import { cloneJson } from './json-values.ts';
import { requireLivingNamespace } from './namespace-lifecycle.ts';
import type { KubeObject, Pod } from './objects.ts';
import { completePod } from './pod-admission.ts';
import { prepareForCreate } from './prepare-object.ts';
import { parseApiVersion } from './resource-registry.ts';
import { type ResourceType, resourceId } from './resource-types.ts';
import { alreadyExists, badRequest } from './status-error.ts';
import { validateObject, validateShape } from './validation.ts';

/** Creates an object: namespace, webhooks, defaults, validation, webhooks again, and then the store. */
export function createObject(
  state: ApiState,
  user: User,
  type: ResourceType,
  sent: KubeObject,
  options: WriteOptions,
): KubeObject {
  const isDryRun = options.dryRun ?? false;
  const names = isDryRun ? state.names.dryRun : state.names.real;
  const object = readObject(type, sent);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName) metadata.name = `${metadata.generateName}${names.suffix()}`;
  if (metadata.namespace !== undefined) requireLivingNamespace(state, type, metadata.namespace, metadata.name);

  const request = {
    operation: 'CREATE',
    type,
    namespace: admissionNamespace(type, object),
    name: metadata.name,
    object,
    oldObject: undefined,
    user,
    isDryRun,
  } as const;
  admitMutating(state, request);
  prepareForCreate(type, object, { uid: names.uid(), now: state.clock.now() });
  if (type.kind === 'Pod' && type.group === '') completePod(object as Pod, state.cluster);
  validateObject(type, object);
  admitValidating(state, request);

  const id = resourceId(type);
  if (state.store.get(id, metadata.namespace, metadata.name)) throw alreadyExists(subjectOf(type, metadata.name));
  return isDryRun ? object : state.store.put(id, object);
}

/** A copy of what was sent, with kind and namespace as the type wants them. */
export function readObject(type: ResourceType, sent: KubeObject): KubeObject {
  const { version } = parseApiVersion(sent.apiVersion ?? '');
  const served = type.versions.includes(version) ? version : (type.versions[0] ?? 'v1');
  const object: KubeObject = {
    ...cloneJson(sent),
    apiVersion: type.group ? `${type.group}/${served}` : served,
    kind: type.kind,
  };
  if (sent.metadata === undefined) object.metadata = { name: '' };
  validateShape(object);
  if (!type.isNamespaced) delete object.metadata.namespace;
  else if (!object.metadata.namespace) throw badRequest('an empty namespace may not be set during creation');
  return object;
}
