import type { DeleteOptions, User } from '../api.ts';
import type { TwinApi } from '../create-api.ts';
import { readDeleteOptions } from '../delete-options.ts';
import { isJsonObject, type JsonObject } from '../json-values.ts';
import type { KubeObject } from '../objects.ts';
import { applyType, patchObject } from '../patches/patch-object.ts';
import { parseApiVersion } from '../resource-registry.ts';
import { type ResourceType, resourceId } from '../resource-types.ts';
import { badRequest, invalid, methodNotAllowed, notFound, success } from '../status-error.ts';
import { type Answer, type ApiRequest, isDryRun, readBody } from './api-request.ts';
import type { ListPages } from './list-pages.ts';
import { showList, showObject, type Wish } from './representation.ts';
import type { ResourcePath } from './resource-path.ts';

/** A write to a resource, as the verbs below take it. */
export interface WriteRequest {
  readonly request: ApiRequest;
  readonly path: ResourcePath;
  readonly type: ResourceType;
  readonly wish: Wish;
}

export function writeResource(api: TwinApi, pages: ListPages, write: WriteRequest): Answer {
  const { method } = write.request;
  const isNamed = write.path.name !== undefined;
  if (method === 'POST' && (!isNamed || write.path.subresource)) return create(api, write);
  if (method === 'PUT' && isNamed) return update(api, write);
  if (method === 'PATCH' && isNamed) return patch(api, write);
  if (method === 'DELETE' && isNamed) return remove(api, write);
  if (method === 'DELETE') return removeAll(api, pages, write);
  throw methodNotAllowed();
}

/** The object of the body, with the path's namespace. @throws {StatusError} 400 when the two do not agree. */
function readObject({ request, path, type }: WriteRequest): KubeObject {
  const body = readBody(request);
  if (!isJsonObject(body)) throw badRequest("Object 'Kind' is missing in the body of the request");
  const metadata = isJsonObject(body.metadata) ? body.metadata : {};
  const { namespace } = metadata;
  if (namespace !== undefined && path.namespace !== undefined && namespace !== path.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  requireKind(body, path, type);
  const object = { ...body, metadata: { ...metadata, ...(path.namespace && { namespace: path.namespace }) } };
  return { apiVersion: '', kind: type.kind, ...object } as KubeObject;
}

/** What may stand in the body of a subresource that is no part of its object. */
const subresourceKinds: Readonly<Record<string, readonly string[]>> = {
  eviction: ['Eviction'],
  binding: ['Binding', 'Pod'],
};

function requireKind({ kind, apiVersion }: JsonObject, { subresource }: ResourcePath, type: ResourceType): void {
  const wanted = subresource === undefined ? [type.kind] : subresourceKinds[subresource];
  if (!wanted) return;
  const isOther = kind !== undefined && !wanted.includes(String(kind));
  const isOfOther =
    subresource === undefined && apiVersion !== undefined && parseApiVersion(String(apiVersion)).group !== type.group;
  if (!isOther && !isOfOther) return;
  throw badRequest(`${String(kind)} in version "${String(apiVersion)}" cannot be handled as a ${wanted[0]}`);
}

function create(api: TwinApi, write: WriteRequest): Answer {
  const { request, path, type, wish } = write;
  const { subresource, name } = path;
  const object = readObject(write);
  if (name !== undefined && object.metadata.name !== name) {
    if (subresource === 'eviction') throw badRequest('name in URL does not match name in Eviction object');
    throw badRequest(nameMismatch(object.metadata.name ?? '', name));
  }
  if (object.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created');
  const dryRun = isDryRun(request.query, 'CreateOptions') || readDeleteOptions(object.deleteOptions).dryRun === true;
  const made = api.create(request.user, resourceId(type), object, { dryRun, ...(subresource && { subresource }) });
  if (subresource !== undefined) return { code: 201, body: success(201) };
  return { code: 201, body: showObject(made, wish) };
}

function nameMismatch(inBody: string, inUrl: string): string {
  return `the name of the object (${inBody}) does not match the name on the URL (${inUrl})`;
}

function update(api: TwinApi, write: WriteRequest): Answer {
  const { request, path, type, wish } = write;
  const object = readObject(write);
  if (!object.metadata.name) throw badRequest('name must be provided');
  if (object.metadata.name !== path.name) throw badRequest(nameMismatch(object.metadata.name, path.name ?? ''));
  const options = {
    dryRun: isDryRun(request.query, 'UpdateOptions'),
    ...(path.subresource && { subresource: path.subresource }),
  };
  return { code: 200, body: showObject(api.update(request.user, resourceId(type), object, options), wish) };
}

function patch(api: TwinApi, { request, path, type, wish }: WriteRequest): Answer {
  const { subresource, namespace, name = '' } = path;
  const isApply = request.contentType === applyType;
  const body = readBody(isApply ? request : { ...request, contentType: 'application/json' });
  const id = resourceId(type);
  const dryRun = isDryRun(request.query, 'PatchOptions');
  const current = subresource === 'scale' ? api.scaleOf(id, namespace, name) : api.get(id, namespace, name);
  if (!current) {
    if (!isApply || subresource) throw notFound({ plural: type.plural, group: type.group, name });
    return createByApply(api, request.user, { type, wish, namespace, name, dryRun }, body);
  }
  const next = patchObject(type, current, request.contentType, body);
  requireSameIdentity(type, next, current);
  const written = api.update(request.user, id, next, { dryRun, ...(subresource && { subresource }) });
  return { code: 200, body: showObject(written, wish) };
}

/** @throws {StatusError} 400 or 422 when a patch would make another object of it. */
function requireSameIdentity(type: ResourceType, next: KubeObject, current: KubeObject): void {
  const { name, namespace, uid } = next.metadata;
  if (name !== current.metadata.name) throw badRequest(nameMismatch(String(name), current.metadata.name));
  if (namespace !== current.metadata.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (uid === current.metadata.uid) return;
  const message = `Invalid value: "${uid}": field is immutable`;
  const cause = { reason: 'FieldValueInvalid', field: 'metadata.uid', message };
  // Found by the rules for every object, and by those of its kind again.
  throw invalid({ kind: type.kind, group: type.group, name }, [cause, cause]);
}

interface ApplyPlace {
  readonly type: ResourceType;
  readonly wish: Wish;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly dryRun: boolean;
}

function createByApply(api: TwinApi, user: User, place: ApplyPlace, body: unknown): Answer {
  if (!isJsonObject(body)) throw badRequest('the patch is no object');
  const metadata = { ...(isJsonObject(body.metadata) ? body.metadata : {}), name: place.name };
  const object = {
    apiVersion: '',
    kind: place.type.kind,
    ...body,
    metadata: { ...metadata, ...(place.namespace && { namespace: place.namespace }) },
  };
  const made = api.create(user, resourceId(place.type), object, { dryRun: place.dryRun });
  return { code: 201, body: showObject(made, place.wish) };
}

/** The options of a deletion: of the body or, where there is none, of the query. With a body the query is not read, `dryRun` included. */
function deleteOptionsOf(request: ApiRequest): DeleteOptions {
  const { query } = request;
  if (request.body !== '') return readDeleteOptions(readBody(request));
  const grace = query.get('gracePeriodSeconds');
  const policy = query.get('propagationPolicy');
  const fromQuery = readDeleteOptions({
    ...(grace !== null && { gracePeriodSeconds: Number(grace) }),
    ...(policy !== null && { propagationPolicy: policy }),
  });
  return { ...fromQuery, dryRun: isDryRun(query, 'DeleteOptions') };
}

/** Answers the object when it is a pod or stays for a while, and otherwise a Status that names it. */
function remove(api: TwinApi, { request, path, type, wish }: WriteRequest): Answer {
  if (path.subresource) throw methodNotAllowed();
  const id = resourceId(type);
  const options = deleteOptionsOf(request);
  const removed = api.delete(request.user, id, path.namespace, path.name ?? '', options);
  const isStillThere = !options.dryRun && api.get(id, path.namespace, path.name ?? '') !== undefined;
  if (isStillThere || id === 'pods') return { code: 200, body: showObject(removed, wish) };
  const details = {
    name: removed.metadata.name,
    ...(type.group && { group: type.group }),
    kind: type.plural,
    uid: removed.metadata.uid ?? '',
  };
  const { code: _code, ...status } = success(200, details);
  return { code: 200, body: status };
}

function removeAll(api: TwinApi, pages: ListPages, { request, path, type, wish }: WriteRequest): Answer {
  const options = deleteOptionsOf(request);
  const { objects, meta } = pages.list(type, path.namespace, request.query);
  const removed = objects.map(({ metadata }) =>
    api.delete(request.user, resourceId(type), metadata.namespace, metadata.name, options),
  );
  return { code: 200, body: showList(removed, { ...meta, resourceVersion: api.version() }, wish) };
}
