import type { ResourceRegistry } from '../resource-registry.ts';
import type { ResourceType } from '../resource-types.ts';
import { noSuchPath } from '../status-error.ts';

/** What a path of the API means: `/apis/apps/v1/namespaces/default/deployments/web/scale`. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  /** The plural as the path has it; the access reviews have no type. */
  readonly plural: string;
  readonly type: ResourceType | null;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Reads a path below /api/v1 or /apis/GROUP/VERSION; null for any other. */
export function parseResourcePath(path: string, registry: ResourceRegistry): ResourcePath | null {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const [root, ...rest] = parts;
  if (root === 'api' && rest.length >= 2) return parseBelow('', rest[0] ?? '', rest.slice(1), registry);
  if (root === 'apis' && rest.length >= 3) return parseBelow(rest[0] ?? '', rest[1] ?? '', rest.slice(2), registry);
  return null;
}

function parseBelow(
  group: string,
  version: string,
  parts: readonly string[],
  registry: ResourceRegistry,
): ResourcePath {
  const isInNamespace =
    parts[0] === 'namespaces' && parts.length >= 3 && parts[2] !== 'status' && parts[2] !== 'finalize';
  const [plural = '', name, ...deeper] = isInNamespace ? parts.slice(2) : parts;
  return {
    group,
    version,
    plural,
    type: registry.find(group ? `${plural}.${group}` : plural) ?? null,
    namespace: isInNamespace ? parts[1] : undefined,
    name,
    subresource: deeper.length > 0 ? deeper.join('/') : undefined,
  };
}

/** @throws {StatusError} 404 when that group and version serve no such resource. */
export function requireType(path: ResourcePath): ResourceType {
  const { type } = path;
  if (!type?.versions.includes(path.version)) throw noSuchPath();
  if (!type.isNamespaced && path.namespace !== undefined) throw noSuchPath();
  const subresource = path.subresource?.split('/')[0];
  if (subresource !== undefined && !type.subresources.includes(subresource)) throw noSuchPath();
  return type;
}

const verbs: Record<string, string> = { POST: 'create', PUT: 'update', PATCH: 'patch' };

/** The verb of RBAC for a request. */
export function verbOf(method: string, path: ResourcePath, isWatch: boolean): string {
  if (method === 'GET' || method === 'HEAD') {
    if (isWatch) return 'watch';
    return path.name === undefined ? 'list' : 'get';
  }
  if (method === 'DELETE') return path.name === undefined ? 'deletecollection' : 'delete';
  return verbs[method] ?? method.toLowerCase();
}
