import type { ServiceRole } from '../../deployment/read-access.ts';
import { judge } from './policy.ts';
import { accountOf, isAbout, roleNameOf } from './principal.ts';
import type { Roles } from './roles.ts';

/** A line for each role that a service of AWS is given and may not assume; AWS refuses to deploy it, or fails at every use. */
export function untrustedServices(serviceRoles: readonly ServiceRole[], roles: Roles): string[] {
  return serviceRoles.flatMap(({ service, roleArn, sourceArn }) => {
    const role = roles.find(roleArn);
    if (!role) return [`${roleNameOf(roleArn)}: the role that ${service} is given is not there.`];
    const about = role.trust.filter(({ document }) => isAbout(document.Principal, { service }));
    const context = {
      'aws:sourceaccount': accountOf(roleArn),
      ...(sourceArn === null ? {} : { 'aws:sourcearn': sourceArn }),
    };
    const { outcome } = judge(about, { action: 'sts:AssumeRole', resource: roleArn, context });
    return outcome === 'allowed' ? [] : [`${role.name}: its trust policy does not let ${service} assume it.`];
  });
}
