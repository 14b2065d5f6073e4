import { Aws } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Grant, ResourceKind } from '../src/access/permissions.ts';

/** The ARNs that a stack has for the kinds of resources that grants are on. */
export type GrantedOn = Readonly<Partial<Record<ResourceKind, readonly string[]>>>;

/**
 * Makes the statements of a policy, one for each grant.
 *
 * @throws {Error} for a grant on something that the stack has not got: a statement left out would be missed at night.
 */
export function statementsOf(grants: readonly Grant[], on: GrantedOn): PolicyStatement[] {
  return grants.map(
    (grant) =>
      new PolicyStatement({
        actions: [...grant.actions],
        resources: [...resourcesOf(grant, on)],
        conditions: conditionsOf(grant),
      }),
  );
}

/** The ARNs that one grant is on. @throws {Error} when there are none. */
export function resourcesOf({ on: kind, actions }: Grant, on: GrantedOn): readonly string[] {
  const resources = kind === 'any' ? ['*'] : on[kind];
  if (!resources?.length) throw new Error(`${actions.join(', ')} is granted on ${kind}, which is not here.`);
  return resources;
}

function conditionsOf({ condition, via }: Grant): Record<string, Record<string, unknown>> {
  const conditions = Object.fromEntries(
    Object.entries(condition ?? {}).map(([operator, keys]) => [operator, { ...keys }]),
  );
  if (via === undefined) return conditions;
  return { ...conditions, StringEquals: { 'kms:ViaService': `${via}.${Aws.REGION}.${Aws.URL_SUFFIX}` } };
}
