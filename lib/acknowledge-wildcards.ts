import { Stack, Validations } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { type Grant, reasonForWildcard } from '../src/access/permissions.ts';
import { type GrantedOn, resourcesOf } from './statements-of.ts';

/** Tells cdk-nag, for each `*` in the resources of a role's grants, why it is there. One without a reason stays a finding. */
export function acknowledgeWildcards(role: Role, grants: readonly Grant[], on: GrantedOn): void {
  for (const grant of grants) {
    const reason = reasonForWildcard(grant);
    if (reason === undefined) continue;
    for (const resource of resourcesOf(grant, on)) {
      const id = `AwsSolutions-IAM5[Resource::${asNagWritesIt(Stack.of(role).resolve(resource))}]`;
      Validations.of(role).acknowledge({ id, reason: `${grant.why} On "*", because ${reason}.` });
    }
  }
}

/** `arn:<AWS::Partition>:s3:::<Reports.Arn>/*` */
function asNagWritesIt(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null) return String(resolved);
  const [[name, argument] = ['', '']] = Object.entries(resolved);
  if (name === 'Fn::Join') return joined(argument);
  return `<${[argument].flat().join('.')}>`;
}

function joined(argument: unknown): string {
  const [, parts] = Array.isArray(argument) ? argument : [];
  return Array.isArray(parts) ? parts.map(asNagWritesIt).join('') : '';
}
