import type { ResourceRegistry } from '../resource-registry.ts';
import type { ResourceType } from '../resource-types.ts';

interface ApiResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Questions that one posts and that are stored nowhere. */
const reviews: Record<
  string,
  readonly { readonly plural: string; readonly kind: string; readonly namespaced: boolean }[]
> = {
  'authorization.k8s.io': [
    { plural: 'selfsubjectaccessreviews', kind: 'SelfSubjectAccessReview', namespaced: false },
    { plural: 'subjectaccessreviews', kind: 'SubjectAccessReview', namespaced: false },
  ],
  'authentication.k8s.io': [{ plural: 'selfsubjectreviews', kind: 'SelfSubjectReview', namespaced: false }],
};

/** The kinds that some subresources speak, where it is not the resource's own. */
const subresourceKinds: Record<string, { readonly kind: string; readonly group?: string; readonly version?: string }> =
  {
    scale: { kind: 'Scale', group: 'autoscaling', version: 'v1' },
    eviction: { kind: 'Eviction', group: 'policy', version: 'v1' },
    binding: { kind: 'Binding' },
  };

function groupsOf(registry: ResourceRegistry): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const type of registry.all()) {
    if (type.group === '') continue;
    const versions = groups.get(type.group) ?? [];
    for (const version of type.versions) if (!versions.includes(version)) versions.push(version);
    groups.set(type.group, versions);
  }
  for (const group of Object.keys(reviews)) groups.set(group, ['v1']);
  return groups;
}

/** `/api`, `/apis`, `/apis/GROUP`, `/apis/GROUP/VERSION`: what there is; null for a path that is none of these. */
export function discover(path: string, registry: ResourceRegistry): unknown {
  const [root, group, version, ...rest] = path.split('/').filter((part) => part !== '');
  if (root === 'api' && group === undefined)
    return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (root === 'api' && group === 'v1' && version === undefined) return resourceList('', 'v1', registry);
  if (root !== 'apis' || rest.length > 0) return null;
  const groups = groupsOf(registry);
  if (group === undefined) {
    const list = [...groups].map(([name, versions]) => groupEntry(name, versions));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: list };
  }
  const versions = groups.get(group);
  if (!versions) return null;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group, versions) };
  return versions.includes(version) ? resourceList(group, version, registry) : null;
}

function groupEntry(name: string, versions: readonly string[]) {
  const entries = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

function resourceList(group: string, version: string, registry: ResourceRegistry) {
  const types = registry.all().filter((type) => type.group === group && type.versions.includes(version));
  const asked = (reviews[group] ?? []).map(({ plural, kind, namespaced }) => ({
    name: plural,
    singularName: kind.toLowerCase(),
    namespaced,
    kind,
    verbs: ['create'],
  }));
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group ? `${group}/${version}` : version,
    resources: [...types.flatMap((type) => entriesOf(type)), ...asked],
  };
}

function entriesOf(type: ResourceType): ApiResource[] {
  const own: ApiResource = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.isNamespaced,
    kind: type.kind,
    verbs,
    ...(type.shortNames.length > 0 && { shortNames: type.shortNames }),
    ...(type.categories.length > 0 && { categories: type.categories }),
  };
  const below = type.subresources.map((subresource) => ({
    name: `${type.plural}/${subresource}`,
    singularName: '',
    namespaced: type.isNamespaced,
    kind: type.kind,
    ...subresourceKinds[subresource],
    verbs: subresource === 'eviction' || subresource === 'binding' ? ['create'] : ['get', 'patch', 'update'],
  }));
  return [own, ...below];
}
