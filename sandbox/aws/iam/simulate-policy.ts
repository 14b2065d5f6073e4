import { ServiceError } from '../../service-error.ts';
import { type QueryInput, queryService } from '../query-protocol.ts';
import type { AwsService } from '../wire.ts';
import type { RequestContext } from './condition.ts';
import { judge, type Verdict } from './policy.ts';
import { accountOf } from './principal.ts';
import type { Roles } from './roles.ts';

const decisions: Readonly<Record<Verdict['outcome'], string>> = {
  allowed: 'allowed',
  denied: 'explicitDeny',
  'not-allowed': 'implicitDeny',
};

/**
 * IAM's SimulatePrincipalPolicy: what the policies of a role of the deployment say of requests that nobody makes. As in AWS, it sees no
 * policies of resources; and nothing is written to the ledger, because nothing is used.
 */
export function iamService(roles: Roles): AwsService {
  return queryService({
    signingName: 'iam',
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {
      SimulatePrincipalPolicy: (input) => {
        const role = roles.find(input.PolicySourceArn ?? '');
        if (!role) throw new ServiceError('NoSuchEntity', `The role ${input.PolicySourceArn} cannot be found.`, 404);
        const [resource = '*', another] = membersOf(input, 'ResourceArns');
        if (another !== undefined)
          throw new ServiceError('NotImplemented', 'The sandbox simulates requests on one resource at a time.', 501);
        const context: RequestContext = {
          'aws:principalarn': role.arn,
          'aws:principalaccount': accountOf(role.arn),
          ...contextOf(input),
        };
        const results = membersOf(input, 'ActionNames').map((action) => ({
          EvalActionName: action,
          EvalResourceName: resource,
          EvalDecision: decisions[judge(role.statements, { action, resource, context }).outcome],
        }));
        return { EvaluationResults: { member: results }, IsTruncated: false };
      },
    },
  });
}

/** `<name>.member.1`, `<name>.member.2`, … in their order. */
function membersOf(input: QueryInput, name: string): string[] {
  const found: string[] = [];
  for (let value = input[`${name}.member.1`]; value !== undefined; value = input[`${name}.member.${found.length + 1}`])
    found.push(value);
  return found;
}

/** Keys in small letters, as the sandbox's conditions take them. */
function contextOf(input: QueryInput): RequestContext {
  const context: Record<string, string | readonly string[]> = {};
  for (let index = 1; ; index += 1) {
    const entry = `ContextEntries.member.${index}`;
    const key = input[`${entry}.ContextKeyName`];
    if (key === undefined) return context;
    const values = membersOf(input, `${entry}.ContextKeyValues`);
    context[key.toLowerCase()] = input[`${entry}.ContextKeyType`]?.endsWith('List') ? values : (values[0] ?? '');
  }
}
