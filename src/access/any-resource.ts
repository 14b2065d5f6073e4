import type { Grant, ResourceKind } from './grant.ts';
import { logDeliveryActions, tracingActions } from './machine-grants.ts';

/** Why a grant on such a thing names more than one of them by a `*` in its ARN. */
export const wildcardReasons: Readonly<Partial<Record<ResourceKind, string>>> = {
  'state-table-indexes': 'it reads both indexes of the one table, which has no others',
  'report-objects': 'the name of a report is made from its run',
  'access-roles': 'the input of a run may name any account, and each account decides whom its role lets in',
  'own-log-group': 'Lambda names the log streams of the one group',
  'run-executions': 'the names of executions are made when they start',
  'fleet-executions': 'the names of executions are made when they start',
  'fleet-map-runs': 'the names of executions are made when they start',
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
  'network-interfaces':
    'Lambda names the network interfaces itself, and a subnet that is shared with the account belongs to another one',
  clusters: 'a run may name any cluster of the account, in any region',
  'node-groups': 'a run scales every node group of its cluster, and the last part of the ARN is made by EKS',
};

/** Actions that a policy must grant on `*`, each with the reason. Nothing else may be granted on `*`: a test holds it. */
export const anyResourceReasons: Readonly<Record<string, string>> = {
  ...because('X-Ray knows no resource that a segment could be limited to', tracingActions),
  ...because('the log delivery of Step Functions has no resource-level permissions', logDeliveryActions),
  ...because('EC2 has no resource-level permissions to describe', [
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
  ]),
  ...because('listing names no cluster that it could be limited to', ['eks:ListClusters']),
};

/** Why a grant is on more than one thing; undefined where it needs no reason. @throws {Error} on `*` without a reason. */
export function reasonForWildcard({ on, actions }: Pick<Grant, 'on' | 'actions'>): string | undefined {
  if (on !== 'any') return wildcardReasons[on];
  const reasons = actions.map((action) => {
    const reason = anyResourceReasons[action];
    if (reason === undefined)
      throw new Error(`${action} may not be granted on "*": src/access/any-resource.ts has no reason.`);
    return reason;
  });
  return [...new Set(reasons)].join('; ');
}

function because(reason: string, actions: readonly string[]): Record<string, string> {
  return Object.fromEntries(actions.map((action) => [action, reason]));
}
