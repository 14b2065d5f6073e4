import type { EKSClient } from '@aws-sdk/client-eks';
import { assumeRole, type CredentialSource } from '../../src/aws/assume-role.ts';
import { eksClient } from '../../src/aws/clients.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import type { ClusterDescription } from '../../src/aws/ports.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { type AccessDoorkeeper, accessDoorkeeper } from '../../src/kubernetes/access-doorkeeper.ts';
import { accessRoleArn } from './examine-permissions.ts';
import type { Scene } from './scene.ts';

/** Ways to a cluster: one's own, and that of the phases where it is open to the caller. */
export interface Approach {
  readonly cluster: ClusterId;
  /** As findings name it: where it is is said of a cluster elsewhere. */
  readonly label: string;
  readonly roleArn: string;
  /** Null for a cluster of another account, whose EKS does not know the caller. */
  readonly ownEks: EKSClient | null;
  /** As the access role; null where its trust policy does not let the caller in, as is usual. */
  readonly assumed: { readonly eks: EKSClient; readonly credentials: CredentialSource } | null;
}

export async function approach(scene: Scene, cluster: ClusterId): Promise<Approach> {
  const { account, region, name } = cluster;
  const isHome = account === scene.caller.account;
  const roleArn = await accessRoleArn(scene, account);
  const { externalId } = await scene.settings();
  const credentials = assumeRole(
    scene.clients.sts,
    { arn: roleArn, sessionName: 'eks-scheduler-doctor', externalId },
    () => new Date(),
  );
  return {
    cluster,
    label: isHome && region === scene.region ? name : `${account}/${region}/${name}`,
    roleArn,
    ownEks: isHome ? eksClient(region, ownCredentials(scene.clients.sts)) : null,
    assumed: (await isOpen(credentials)) ? { eks: eksClient(region, credentials), credentials } : null,
  };
}

async function isOpen(credentials: CredentialSource): Promise<boolean> {
  try {
    await credentials();
    return true;
  } catch (error) {
    if (error instanceof AccessDeniedError) return false;
    throw error;
  }
}

/** What in the cluster says who may do what, as its API server sees whoever the credentials belong to. */
export function doorkeeper(
  cluster: ClusterId,
  description: ClusterDescription,
  credentials: CredentialSource,
): AccessDoorkeeper {
  return accessDoorkeeper({
    describe: () => Promise.resolve(description),
    token: eksToken(cluster, credentials, () => new Date()),
    dryRun: false,
    userAgent: 'eks-scheduler/doctor',
  });
}
