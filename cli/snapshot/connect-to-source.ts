import { assumeRole, type CredentialSource } from '../../src/aws/assume-role.ts';
import { type Caller, usualRegion } from '../../src/aws/caller.ts';
import { eksClient, ownClients } from '../../src/aws/clients.ts';
import { eksClusters } from '../../src/aws/eks-clusters.ts';
import { eksNodeGroups } from '../../src/aws/eks-node-groups.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import type { ClusterDescription, ClusterDirectory, NodeGroups } from '../../src/aws/ports.ts';
import { AccessDeniedError, ClusterUnreachableError, ConfigurationError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import type { ConnectOptions } from '../../src/kubernetes/connection.ts';
import { fromKubeconfig } from '../../src/kubernetes/from-kubeconfig.ts';
import { connectToLists } from '../../src/kubernetes/list-objects.ts';
import { whoAsks } from '../credentials.ts';
import type { SnapshotSource } from './take-snapshot.ts';

export interface SnapshotTarget {
  readonly cluster: string;
  readonly account?: string;
  readonly region?: string;
  /** Name or ARN of a role to read with; the caller's own credentials when absent. */
  readonly accessRole?: string;
  /** A file; `true` for the one that kubectl takes. */
  readonly kubeconfig?: string | true;
}

/**
 * Looks the cluster up in EKS and makes the connection to it. Nothing is changed anywhere.
 *
 * @throws {ConfigurationError} without credentials, in the wrong account, and for a cluster that does not exist, with the nearest names.
 */
export async function connectToSource(target: SnapshotTarget): Promise<SnapshotSource> {
  const region = target.region ?? (await usualRegion());
  const clients = ownClients(region);
  const caller = await whoAsks(clients);
  const account = target.account ?? accountOfArn(target.accessRole) ?? caller.account;
  if (account !== caller.account && target.accessRole === undefined) {
    throw new ConfigurationError(
      `These credentials are of account ${caller.account}, not of ${account}.`,
      'Log in to that account, or name a role in it that you may assume with --access-role.',
    );
  }
  const now = () => new Date();
  const credentials: CredentialSource =
    target.accessRole === undefined
      ? ownCredentials(clients.sts)
      : assumeRole(
          clients.sts,
          { arn: roleArn(target.accessRole, account, caller), sessionName: 'eks-scheduler-snapshot' },
          now,
        );
  const id: ClusterId = { account, region, name: target.cluster };
  const eks = eksClient(region, credentials);
  const groups = eksNodeGroups(eks, id);
  const cluster = await describe(
    groups,
    eksClusters(() => eks),
    id,
  );
  const way = wayIn(target, cluster, eksToken(id, credentials, now));
  return {
    cluster,
    nodeGroups: await groups.list(),
    notes: otherAddress(cluster, (await way.describe()).endpoint),
    call: connectToLists({
      ...way,
      dryRun: true,
      userAgent: 'eks-scheduler/snapshot',
    }),
  };
}

function wayIn(
  { kubeconfig }: SnapshotTarget,
  { endpoint, certificateAuthority }: ClusterDescription,
  token: () => Promise<string>,
): Pick<ConnectOptions, 'describe' | 'token'> {
  if (kubeconfig !== undefined) return fromKubeconfig(kubeconfig === true ? undefined : kubeconfig);
  return { describe: async () => ({ endpoint, certificateAuthority }), token };
}

/** A tunnel has another address as well, so that it is only told. */
function otherAddress({ name, endpoint }: ClusterDescription, taken: string): string[] {
  if (new URL(taken).host === new URL(endpoint).host) return [];
  return [
    `The kubeconfig leads to ${taken}, and EKS has ${name} at ${endpoint}: see that both are the same cluster, or this is half of each.`,
  ];
}

async function describe(groups: NodeGroups, directory: ClusterDirectory, id: ClusterId): Promise<ClusterDescription> {
  try {
    return await groups.describeCluster();
  } catch (error) {
    if (error instanceof ClusterUnreachableError) throw noSuchCluster(id, await namesIn(directory, id));
    if (!(error instanceof AccessDeniedError)) throw error;
    throw new ConfigurationError(error.problem, 'Allow it to whoever asks, or read with another role: --access-role.', {
      cause: error,
    });
  }
}

/** None where they may not be listed: the message can do without. */
async function namesIn(directory: ClusterDirectory, place: ClusterId): Promise<readonly string[]> {
  try {
    return await directory.names(place);
  } catch (error) {
    if (error instanceof AccessDeniedError) return [];
    throw error;
  }
}

function noSuchCluster({ account, region, name }: ClusterId, names: readonly string[]): ConfigurationError {
  const near = nearest(name, names);
  const there = names.length === 0 ? '' : ` There are: ${names.slice(0, 10).join(', ')}.`;
  return new ConfigurationError(
    `EKS knows no cluster ${name} in account ${account}, region ${region}.`,
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Say --region or --account where it is elsewhere.${there}`,
  );
}

function roleArn(role: string, account: string, { arn }: Caller): string {
  if (role.startsWith('arn:')) return role;
  return `arn:${arn.split(':')[1] || 'aws'}:iam::${account}:role/${role.replace(/^\//, '')}`;
}

function accountOfArn(role: string | undefined): string | undefined {
  return role?.startsWith('arn:') ? role.split(':')[4] : undefined;
}
