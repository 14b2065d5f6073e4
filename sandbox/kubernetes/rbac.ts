import type { Api, User } from './api.ts';
import { isJsonObject, valueAt } from './json-values.ts';
import type { KubeObject } from './objects.ts';

/** What somebody wants to do to a resource. */
export interface ResourceAction {
  readonly verb: string;
  readonly group: string;
  /** `pods`, or with its subresource `pods/eviction`. */
  readonly resource: string;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** What somebody wants to do to a path that is no resource, `/metrics`. */
export interface PathAction {
  readonly verb: string;
  readonly path: string;
}

type World = Pick<Api, 'get' | 'list'>;

const mayDoAll = /^(system:node:|system:serviceaccount:kube-system:|eks:|system:kube-|system:apiserver$)/;

/** Paths that anybody may read, and those that everybody may who is somebody. */
const publicPaths = /^\/(version|healthz|livez|readyz)(\/|$)/;
const openPaths = /^\/(api|apis|openapi)(\/|$)/;

/** Whether the user may, by the roles and bindings in the store. Administrators and the cluster's own parts may do everything. */
export function isAllowed(api: World, user: User, action: ResourceAction | PathAction): boolean {
  if (user.groups.includes('system:masters') || mayDoAll.test(user.name)) return true;
  if ('path' in action && publicPaths.test(action.path) && action.verb === 'get') return true;
  if (isOpenToUsers(action) && user.groups.includes('system:authenticated')) return true;
  const covers = (rule: unknown) => ('path' in action ? coversPath(rule, action) : coversResource(rule, action));
  return bindingsFor(api, action).some(
    (binding) => isSubject(binding, user) && rulesOf(api, binding).some((rule) => covers(rule)),
  );
}

/** The words of Kubernetes' refusal, after `… is forbidden: `. */
export function refusalOf(user: User, action: ResourceAction): string {
  const where = action.namespace === undefined ? 'at the cluster scope' : `in the namespace "${action.namespace}"`;
  return `User "${user.name}" cannot ${action.verb} resource "${action.resource}" in API group "${action.group}" ${where}`;
}

function isOpenToUsers(action: ResourceAction | PathAction): boolean {
  if ('path' in action) return openPaths.test(action.path) && action.verb === 'get';
  return isAboutOneself(action);
}

/** Everybody may ask who they are and what they may do. */
function isAboutOneself({ verb, group, resource }: ResourceAction): boolean {
  if (verb !== 'create') return false;
  if (group === 'authorization.k8s.io') return resource.startsWith('selfsubject');
  return group === 'authentication.k8s.io' && resource === 'selfsubjectreviews';
}

function bindingsFor(api: World, action: ResourceAction | PathAction): readonly KubeObject[] {
  const everywhere = api.list('clusterrolebindings.rbac.authorization.k8s.io');
  if ('path' in action || action.namespace === undefined) return everywhere;
  return [...everywhere, ...api.list('rolebindings.rbac.authorization.k8s.io', action.namespace)];
}

function isSubject(binding: KubeObject, user: User): boolean {
  const { subjects } = binding;
  return itemsOf(subjects).some((subject) => {
    const name = valueAt(subject, 'name');
    const kind = valueAt(subject, 'kind');
    if (kind === 'Group') return user.groups.includes(String(name));
    if (kind === 'User') return user.name === name;
    const namespace = valueAt(subject, 'namespace') ?? binding.metadata.namespace;
    return user.name === `system:serviceaccount:${namespace}:${name}`;
  });
}

function rulesOf(api: World, binding: KubeObject): readonly unknown[] {
  const name = String(valueAt(binding, 'roleRef', 'name'));
  const role =
    valueAt(binding, 'roleRef', 'kind') === 'ClusterRole'
      ? api.get('clusterroles.rbac.authorization.k8s.io', undefined, name)
      : api.get('roles.rbac.authorization.k8s.io', binding.metadata.namespace, name);
  return itemsOf(role?.rules);
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function has(rule: unknown, field: string, wanted: string): boolean {
  const list = itemsOf(valueAt(rule, field));
  return list.includes('*') || list.includes(wanted);
}

function coversResource(rule: unknown, { verb, group, resource, name }: ResourceAction): boolean {
  if (!isJsonObject(rule) || !has(rule, 'verbs', verb) || !has(rule, 'apiGroups', group)) return false;
  const [, subresource] = resource.split('/');
  const isNamed = has(rule, 'resources', resource);
  if (!isNamed && !(subresource && itemsOf(rule.resources).includes(`*/${subresource}`))) return false;
  const names = itemsOf(rule.resourceNames);
  return names.length === 0 || (name !== undefined && names.includes(name));
}

function coversPath(rule: unknown, { verb, path }: PathAction): boolean {
  if (!has(rule, 'verbs', verb)) return false;
  return itemsOf(valueAt(rule, 'nonResourceURLs')).some((pattern) => {
    const text = String(pattern);
    return text.endsWith('*') ? path.startsWith(text.slice(0, -1)) : path === text;
  });
}
