import type { ResourceRegistry } from '../resource-registry.ts';
import type { ResourceType } from '../resource-types.ts';

const patchParameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: 'string', uniqueItems: true },
}));

/**
 * `/openapi/v3` and what is below it, as far as kubectl needs it: which resources can be patched, and that the server takes
 * `fieldValidation` (otherwise kubectl insists on the schemas, which the twin does not have). Null for another path.
 */
export function openApi(path: string, registry: ResourceRegistry): unknown {
  const below = path.replace(/^\/openapi\/v3\/?/, '');
  if (below === '') return { paths: Object.fromEntries(groupVersions(registry).map((root) => [root, linkTo(root)])) };
  if (!groupVersions(registry).includes(below)) return null;
  const types = registry.all().filter((type) => rootsOf(type).includes(below));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(types.map((type) => pathEntry(below, type))),
    components: { schemas: {} },
  };
}

function linkTo(root: string) {
  return { serverRelativeURL: `/openapi/v3/${root}` };
}

function rootsOf(type: ResourceType): string[] {
  return type.versions.map((version) => (type.group ? `apis/${type.group}/${version}` : `api/${version}`));
}

function groupVersions(registry: ResourceRegistry): string[] {
  return [...new Set(registry.all().flatMap(rootsOf))].sort();
}

function pathEntry(root: string, type: ResourceType) {
  const place = type.isNamespaced ? `namespaces/{namespace}/${type.plural}` : type.plural;
  const version = root.split('/').at(-1);
  const patch = {
    'x-kubernetes-action': 'patch',
    'x-kubernetes-group-version-kind': { group: type.group, version, kind: type.kind },
    parameters: patchParameters,
    responses: {},
  };
  return [`/${root}/${place}/{name}`, { patch }] as const;
}
