/** What a grant is on. A stack says which ARNs that is; `any` is `*`, and only for actions that any-resource.ts explains. */
export type ResourceKind =
  | 'state-table'
  | 'state-table-indexes'
  | 'report-objects'
  | 'notice-topic'
  | 'access-roles'
  | 'own-log-group'
  | 'scale-down-functions'
  | 'scale-up-functions'
  | 'fleet-functions'
  | 'run-machines'
  | 'scale-up-machine'
  | 'run-executions'
  | 'fleet-machine'
  | 'fleet-executions'
  | 'fleet-map-runs'
  | 'nested-execution-rule'
  | 'dead-letters'
  | 'network-interfaces'
  | 'key'
  | 'clusters'
  | 'node-groups'
  | 'any';

/** Operator, then key, then the values that the key may have: as in a policy. */
export type GrantCondition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A service through which alone a key may be used. */
export type KeyUser = 'dynamodb' | 's3' | 'sns' | 'sqs';

/** What a role may do, on what, and what for: one statement of its policy, and one row of docs/security.md. */
export interface Grant {
  /** `dynamodb:GetItem`, never with a `*`. */
  readonly actions: readonly string[];
  readonly on: ResourceKind;
  /** One line for whoever has to approve it. */
  readonly why: string;
  readonly condition?: GrantCondition;
  /** Of a grant on the key: the service in whose name it is used. */
  readonly via?: KeyUser;
}
