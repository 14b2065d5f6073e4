import type { Clock } from '../../clock/clock.ts';
import type { TwinApi } from '../create-api.ts';
import { isAllowed, refusalOf } from '../rbac.ts';
import { type ResourceType, resourceId } from '../resource-types.ts';
import { forbidden, methodNotAllowed, notFound, StatusError } from '../status-error.ts';
import { review } from './access-reviews.ts';
import { type Answer, type ApiRequest, isTrue, readBody } from './api-request.ts';
import { discover } from './discovery.ts';
import { filterOf, type ListPages } from './list-pages.ts';
import { openApi } from './open-api.ts';
import { formOf, showList, showObject, type Wish } from './representation.ts';
import { parseResourcePath, type ResourcePath, requireType, verbOf } from './resource-path.ts';
import type { WatchRequest } from './watch.ts';
import { writeResource } from './write-verbs.ts';

/** What answering a request needs. */
export interface Serving {
  readonly api: TwinApi;
  readonly pages: ListPages;
  readonly clock: Clock;
  /** `v1.33.5-eks-113cf36` */
  readonly gitVersion: string;
}

/** An answer, or a watch to be opened. */
export type Outcome = { readonly answer: Answer } | { readonly watch: WatchRequest };

/** Answers one request of an authenticated user. @throws {StatusError} whatever Kubernetes would refuse it with. */
export function handleRequest(serving: Serving, request: ApiRequest): Outcome {
  const path = parseResourcePath(request.path, serving.api.registry);
  return path ? handleResource(serving, request, path) : { answer: handlePath(serving, request) };
}

/** What lies outside of the API, a group that nobody serves included, is told in plain text. */
const pageNotFound: Answer = { code: 404, body: '404 page not found\n' };

function handlePath(serving: Serving, request: ApiRequest): Answer {
  const { path, method, user } = request;
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  if (!isAllowed(serving.api, user, { verb: 'get', path })) {
    const message = `forbidden: User "${user.name}" cannot get path "${path}"`;
    throw new StatusError(403, 'Forbidden', message, {});
  }
  if (/^\/(readyz|livez|healthz)(\/|$)/.test(path)) return { code: 200, body: 'ok' };
  if (path === '/version') return { code: 200, body: versionInfo(serving.gitVersion) };
  const body = path.startsWith('/openapi/v3') ? openApi(path, serving.api.registry) : discoverAs(serving, request);
  return body === null ? pageNotFound : { code: 200, body };
}

function discoverAs(serving: Serving, { path, accept }: ApiRequest): unknown {
  if (path === '/openapi/v2') {
    formOf(accept);
    return { swagger: '2.0', info: { title: 'Kubernetes', version: serving.gitVersion }, paths: {}, definitions: {} };
  }
  return discover(path, serving.api.registry);
}

function versionInfo(gitVersion: string) {
  const [, major = '1', minor = ''] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

function handleResource(serving: Serving, request: ApiRequest, path: ResourcePath): Outcome {
  const { query, method, user } = request;
  const isReading = method === 'GET' || method === 'HEAD';
  const isWatch = isReading && isTrue(query.get('watch'));
  requireAllowed(serving, request, path, verbOf(method, path, isWatch));
  if (method === 'POST') {
    const reviewed = review(serving.api, user, path.group, path.plural, path.type ? null : readBody(request));
    if (reviewed !== null) return { answer: { code: 201, body: reviewed } };
  }
  if (!isServed(serving, path)) return { answer: pageNotFound };
  const type = requireType(path);
  const wish = wishOf(serving, request, type, path.version);
  if (isWatch) {
    // A watch of one object by its path is a watch of the list with that name.
    if (path.name !== undefined) query.set('fieldSelector', `metadata.name=${path.name}`);
    return { watch: { wish, namespace: path.namespace, query, matches: filterOf(query, type) } };
  }
  if (isReading) return { answer: read(serving, request, path, wish) };
  return { answer: writeResource(serving.api, serving.pages, { request, path, type, wish }) };
}

function isServed({ api }: Serving, { group }: ResourcePath): boolean {
  return api.registry.all().some((type) => type.group === group);
}

function requireAllowed(serving: Serving, { user }: ApiRequest, path: ResourcePath, verb: string): void {
  const resource = path.subresource ? `${path.plural}/${path.subresource}` : path.plural;
  // A Namespace is asked for in itself.
  const namespace = path.group === '' && path.plural === 'namespaces' ? path.name : path.namespace;
  const action = { verb, group: path.group, resource, namespace, name: path.name };
  if (isAllowed(serving.api, user, action)) return;
  const subject = { plural: path.plural, group: path.group, name: path.name ?? '' };
  throw forbidden(subject, refusalOf(user, action));
}

function wishOf(serving: Serving, { accept, query }: ApiRequest, type: ResourceType, version: string): Wish {
  return {
    form: formOf(accept),
    type,
    version,
    now: serving.clock.now(),
    includeObject: query.get('includeObject') ?? 'Metadata',
  };
}

function read(serving: Serving, { query }: ApiRequest, path: ResourcePath, wish: Wish): Answer {
  const { api, pages } = serving;
  const { type } = wish;
  if (path.name === undefined) {
    const { objects, meta } = pages.list(type, path.namespace, query);
    return { code: 200, body: showList(objects, meta, wish) };
  }
  if (path.subresource === 'scale') {
    return { code: 200, body: api.scaleOf(resourceId(type), path.namespace, path.name) };
  }
  const found = api.get(resourceId(type), path.namespace, path.name);
  if (!found) throw notFound({ plural: type.plural, group: type.group, name: path.name });
  if (path.subresource === 'log') return { code: 200, body: '' };
  if (path.subresource && path.subresource !== 'status') throw methodNotAllowed();
  return { code: 200, body: showObject(found, wish) };
}
