import {
  AuthorizationV1Api,
  type Configuration,
  PatchStrategy,
  RbacAuthorizationV1Api,
  type RbacV1Subject,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { AccessDeniedError } from '../domain/errors.ts';
import { type AccessRule, accessGroup, accessManifest } from './access-rules.ts';
import { type Call, type ConnectOptions, connectionTo, fieldManager } from './connection.ts';
import type { ApiAction, ApiFailure } from './errors-from-api.ts';

/** One verb on one resource. */
export interface Permission {
  readonly verb: string;
  /** `pods`, `pods/eviction`. */
  readonly resource: string;
  /** API group, `''` for the core group. */
  readonly group: string;
}

/** Why the API server does not answer a question about access: it does not know who asks, or that one may not ask it. */
export type Unanswered = 'unknown-user' | 'forbidden';

/** The ClusterRole and the binding as they stand; a part that is not there is null. */
export interface InstalledAccess {
  readonly rules: readonly AccessRule[] | null;
  /** Whether the binding gives the ClusterRole to the group. */
  readonly isBound: boolean;
}

/** What says who may do what in one cluster. */
export interface AccessDoorkeeper {
  /** Whether whoever asks may do this. */
  mayI(permission: Permission): Promise<boolean | Unanswered>;
  /** Whether the scheduler's group may do this; whoever asks needs the right to create subjectaccessreviews. */
  mayTheGroup(permission: Permission): Promise<boolean | Unanswered>;
  installed(): Promise<InstalledAccess | Unanswered>;
  /** Puts the ClusterRole and its binding there by server-side apply, as they should be. */
  apply(): Promise<void>;
}

interface Apis {
  readonly authorization: AuthorizationV1Api;
  readonly rbac: RbacAuthorizationV1Api;
}

const rbacGroup = 'rbac.authorization.k8s.io';
const reviewGroup = 'authorization.k8s.io';

/** Every verb on every resource of the rules, one by one. */
export function permissionsOf(rules: readonly AccessRule[]): readonly Permission[] {
  return rules.flatMap(({ apiGroups, resources, verbs }) =>
    apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => ({ verb, resource, group })))),
  );
}

/** Nothing is sent before the first method is called. */
export function accessDoorkeeper(options: ConnectOptions): AccessDoorkeeper {
  const call: Call<Apis> = connectionTo(options, apisAt);
  return {
    mayI: (permission) =>
      call<boolean | Unanswered>(
        { verb: 'create', resource: 'selfsubjectaccessreviews', group: reviewGroup },
        async ({ authorization }) => {
          const body = { spec: { resourceAttributes: attributesOf(permission) } };
          return (await authorization.createSelfSubjectAccessReview({ body })).status?.allowed ?? false;
        },
        unanswered,
      ),
    mayTheGroup: (permission) =>
      call<boolean | Unanswered>(
        { verb: 'create', resource: 'subjectaccessreviews', group: reviewGroup },
        async ({ authorization }) => {
          const spec = {
            user: accessGroup,
            groups: [accessGroup, 'system:authenticated'],
            resourceAttributes: attributesOf(permission),
          };
          return (await authorization.createSubjectAccessReview({ body: { spec } })).status?.allowed ?? false;
        },
        unanswered,
      ),
    installed: async () => {
      const [rules, isBound] = await Promise.all([readRules(call), readBinding(call)]);
      if (typeof rules === 'string') return rules;
      return typeof isBound === 'string' ? isBound : { rules: rules.found, isBound };
    },
    apply: async () => {
      for (const document of accessManifest()) {
        const isBinding = document.kind === 'ClusterRoleBinding';
        await applyDocument(call, isBinding ? await besideOthers(call, document) : document);
      }
    },
  };
}

function apisAt(configuration: Configuration): Apis {
  return {
    authorization: new AuthorizationV1Api(configuration),
    rbac: new RbacAuthorizationV1Api(configuration),
  };
}

function attributesOf({ verb, resource, group }: Permission) {
  const [plural = '', subresource] = resource.split('/');
  return { verb, group, resource: plural, ...(subresource ? { subresource } : {}) };
}

function unanswered({ status }: ApiFailure): Unanswered | undefined {
  if (status === 401) return 'unknown-user';
  return status === 403 ? 'forbidden' : undefined;
}

function readRules(call: Call<Apis>) {
  return call<{ readonly found: readonly AccessRule[] | null } | Unanswered>(
    { verb: 'get', resource: 'clusterroles', group: rbacGroup, name: accessGroup },
    async ({ rbac }) => {
      const { rules } = await rbac.readClusterRole({ name: accessGroup });
      return {
        found: (rules ?? []).map(({ apiGroups = [], resources = [], verbs }) => ({ apiGroups, resources, verbs })),
      };
    },
    (failure) => (failure.status === 404 ? { found: null } : unanswered(failure)),
  );
}

function readBinding(call: Call<Apis>) {
  return call<boolean | Unanswered>(
    { verb: 'get', resource: 'clusterrolebindings', group: rbacGroup, name: accessGroup },
    async ({ rbac }) => {
      const { roleRef, subjects } = await rbac.readClusterRoleBinding({ name: accessGroup });
      const isForGroup = (subjects ?? []).some(({ kind, name }) => kind === 'Group' && name === accessGroup);
      return roleRef.kind === 'ClusterRole' && roleRef.name === accessGroup && isForGroup;
    },
    (failure) => (failure.status === 404 ? false : unanswered(failure)),
  );
}

/** An apply puts the whole list of subjects in the place of the one that is there: others may have been added to it. */
async function besideOthers(call: Call<Apis>, binding: Record<string, unknown>): Promise<Record<string, unknown>> {
  const there = await call<readonly RbacV1Subject[]>(
    { verb: 'get', resource: 'clusterrolebindings', group: rbacGroup, name: accessGroup },
    async ({ rbac }) => (await rbac.readClusterRoleBinding({ name: accessGroup })).subjects ?? [],
    ({ status }) => (status === 404 ? [] : undefined),
  );
  const others = there.filter(({ kind, name }) => kind !== 'Group' || name !== accessGroup);
  return { ...binding, subjects: [binding.subjects ?? [], others].flat() };
}

/** `force`: whoever owned a field before (`kubectl apply`) gives it up, else the first apply would be a conflict. */
async function applyDocument(call: Call<Apis>, body: Record<string, unknown>): Promise<void> {
  const isBinding = body.kind === 'ClusterRoleBinding';
  const resource = isBinding ? 'clusterrolebindings' : 'clusterroles';
  const action: ApiAction = { verb: 'patch', resource, group: rbacGroup, name: accessGroup };
  const request = { name: accessGroup, body, fieldManager, force: true };
  const asApply = setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply);
  const refuse = ({ status, message }: ApiFailure): undefined => {
    if (status === 401 || status === 403) throw mayNotApply(resource, message);
  };
  await call<unknown>(
    action,
    ({ rbac }) =>
      isBinding ? rbac.patchClusterRoleBinding(request, asApply) : rbac.patchClusterRole(request, asApply),
    refuse,
  );
}

/** Kubernetes lets only those grant rights who have them. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
function mayNotApply(resource: string, message: string): AccessDeniedError {
  return new AccessDeniedError(
    `Kubernetes does not let you change ${resource}: ${message || 'it does not know you'}.`,
    'Do it as an administrator of the cluster: with an access entry of the policy AmazonEKSClusterAdminPolicy.',
  );
}
