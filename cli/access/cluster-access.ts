import { eksClient } from '../../src/aws/clients.ts';
import { type ClusterDoor, clusterDoor } from '../../src/aws/eks-access.ts';
import { eksNodeGroups } from '../../src/aws/eks-node-groups.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { isNamed } from '../../src/aws/errors-from-aws.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import { AccessDeniedError, ConfigurationError } from '../../src/domain/errors.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { type AccessDoorkeeper, accessDoorkeeper, permissionsOf } from '../../src/kubernetes/access-doorkeeper.ts';
import { accessGroup, accessRules } from '../../src/kubernetes/access-rules.ts';
import type { Deployment } from '../connect-to-deployment.ts';

/** One change that lets the scheduler in. */
export interface AccessStep {
  /** `create the access entry of …` */
  readonly says: string;
  readonly take: () => Promise<void>;
}

/** What a cluster lacks. */
export interface ClusterAccess {
  /** Nothing can be done about access entries in the mode CONFIG_MAP. */
  readonly authenticationMode: string;
  readonly steps: readonly AccessStep[];
}

/**
 * Looks at what lets the scheduler's role into a cluster, with the caller's own rights, and says what is missing.
 *
 * @throws {AccessDeniedError} where the caller may not look, in EKS or in Kubernetes.
 */
export async function clusterAccess(
  { clients }: Pick<Deployment, 'clients'>,
  cluster: ClusterId,
  roleArn: string,
): Promise<ClusterAccess> {
  const credentials = ownCredentials(clients.sts);
  const eks = eksClient(cluster.region, credentials);
  const description = await eksNodeGroups(eks, cluster).describeCluster();
  const { authenticationMode } = description;
  if (authenticationMode === 'CONFIG_MAP') return { authenticationMode, steps: [] };
  const doorkeeper = accessDoorkeeper({
    describe: () => Promise.resolve(description),
    token: eksToken(cluster, credentials, () => new Date()),
    dryRun: false,
    userAgent: 'eks-scheduler/access',
  });
  const [entry, rules] = await Promise.all([
    entrySteps(clusterDoor(eks, cluster.name), roleArn),
    ruleSteps(doorkeeper, cluster),
  ]);
  return { authenticationMode, steps: [...entry, ...rules] };
}

async function entrySteps(door: ClusterDoor, roleArn: string): Promise<readonly AccessStep[]> {
  const groups = await door.groupsOf(roleArn);
  if (groups === null) {
    const take = () => createEntry(door, roleArn);
    return [{ says: `create the access entry of ${roleArn} in the group ${accessGroup}`, take }];
  }
  if (groups.includes(accessGroup)) return [];
  const kept = groups.length === 0 ? '' : `, beside ${groups.join(', ')}`;
  const take = () => door.setGroups(roleArn, [...groups, accessGroup]);
  return [{ says: `put the access entry of ${roleArn} into the group ${accessGroup}${kept}`, take }];
}

async function createEntry(door: ClusterDoor, roleArn: string): Promise<void> {
  try {
    const outcome = await door.addEntry(roleArn, [accessGroup]);
    if (outcome === 'made') return;
  } catch (error) {
    if (!isNamed(error, 'InvalidParameterException')) throw error;
    throw new ConfigurationError(
      `EKS does not take ${roleArn}: ${error instanceof Error ? error.message : String(error)}.`,
      'The role has to be there first: it comes with the deployment or, in another account, with the stack EksSchedulerTarget.',
      { cause: error },
    );
  }
  // Somebody was quicker, and perhaps meant other groups.
  const groups = (await door.groupsOf(roleArn)) ?? [];
  if (!groups.includes(accessGroup)) await door.setGroups(roleArn, [...groups, accessGroup]);
}

async function ruleSteps(doorkeeper: AccessDoorkeeper, { name }: ClusterId): Promise<readonly AccessStep[]> {
  const installed = await doorkeeper.installed();
  if (typeof installed === 'string') {
    const why = installed === 'unknown-user' ? 'does not know you (401)' : 'does not let you read its ClusterRoles';
    throw new AccessDeniedError(
      `The Kubernetes of ${name} ${why}.`,
      'Do it as an administrator of the cluster: with an access entry of the policy AmazonEKSClusterAdminPolicy.',
    );
  }
  const { rules, isBound } = installed;
  const isWhole = rules !== null && isSame(rules);
  const role = isWhole ? [] : [`${rules === null ? 'create' : 'bring up to date'} the ClusterRole ${accessGroup}`];
  const binding = isBound ? [] : [`give it to the group: the ClusterRoleBinding ${accessGroup}`];
  const says = [...role, ...binding].join(', and ');
  return says === '' ? [] : [{ says, take: () => doorkeeper.apply() }];
}

function isSame(rules: Parameters<typeof permissionsOf>[0]): boolean {
  const words = (of: typeof rules) =>
    permissionsOf(of).map(({ verb, resource, group }) => `${verb} ${resource}.${group}`);
  const [there, wanted] = [new Set(words(rules)), new Set(words(accessRules))];
  return there.size === wanted.size && [...there].every((one) => wanted.has(one));
}
