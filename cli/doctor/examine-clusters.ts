import { eksClient } from '../../src/aws/clients.ts';
import { eksClusters } from '../../src/aws/eks-clusters.ts';
import { eksNodeGroups } from '../../src/aws/eks-node-groups.ts';
import { mapLimited } from '../../src/aws/map-limited.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import { ClusterUnreachableError } from '../../src/domain/errors.ts';
import { nearest } from '../../src/domain/nearest.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { type Approach, approach } from './approach-cluster.ts';
import type { CheckName } from './check-names.ts';
import { examineDescription, examineEndpoint, examineEntry } from './examine-cluster.ts';
import { examineLeftInCluster } from './examine-left.ts';
import { examineRules } from './examine-rules.ts';
import { examineSizes } from './examine-sizes.ts';
import { findClusters } from './find-clusters.ts';
import { examined, type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

/** More of them would take minutes. */
const clustersAtMost = 20;
const clustersAtOnce = 4;

export type Wants = (check: CheckName) => boolean;

/**
 * Looks at clusters one by one: those that were named, or else those that the table knows and the schedules are for.
 *
 * @param onDone Told of each cluster that has been looked at.
 */
export async function examineClusters(
  scene: Scene,
  named: readonly ClusterId[],
  wants: Wants,
  onDone: (label: string) => void,
): Promise<readonly Finding[]> {
  const { clusters, problems } = named.length > 0 ? { clusters: named, problems: [] } : await findClusters(scene);
  const looked = clusters.slice(0, clustersAtMost);
  const findings = await mapLimited(looked, clustersAtOnce, async (cluster) => {
    const found = await examined('clusters', () => examineCluster(scene, cluster, wants));
    onDone(cluster.name);
    return found;
  });
  return [...problems, ...(wants('clusters') ? sayWhich(clusters) : []), ...findings.flat()];
}

function sayWhich({ length }: readonly ClusterId[]): readonly Finding[] {
  if (length === 0) {
    const says = 'no schedule is for one, and the table knows none: name those that are to sleep with --cluster';
    return [fine('clusters', says)];
  }
  if (length <= clustersAtMost) return [];
  return [
    fine('clusters', `${length} are known, of which ${clustersAtMost} were looked at: name others with --cluster`),
  ];
}

async function examineCluster(scene: Scene, cluster: ClusterId, wants: Wants): Promise<readonly Finding[]> {
  const to = await approach(scene, cluster);
  const eks = to.ownEks ?? to.assumed?.eks;
  if (eks === undefined) {
    const cure = `Ask with credentials of account ${cluster.account}, as its administrator.`;
    return [warning('clusters', `${to.label} cannot be seen from account ${scene.caller.account}`, cure)];
  }
  const nodeGroups = eksNodeGroups(eks, cluster);
  const description = await nodeGroups.describeCluster().catch((error: unknown) => {
    if (error instanceof ClusterUnreachableError) return null;
    throw error;
  });
  if (description === null) return [await noSuchCluster(scene, to)];
  const checks: readonly (readonly [CheckName, () => readonly Finding[] | Promise<readonly Finding[]>])[] = [
    ['left', () => examineLeftInCluster(scene, to, description, () => nodeGroups.list())],
    ['clusters', () => examineDescription(to, description)],
    ['entry', () => examineEntry(scene, to, description)],
    ['endpoint', () => examineEndpoint(scene, to, description)],
    ['rules', () => examineRules(scene, to, description)],
    ['sizes', () => examineSizes(scene, to, () => nodeGroups.list())],
  ];
  const wanted = checks.filter(([name]) => wants(name));
  const findings = await Promise.all(wanted.map(([name, look]) => examined(name, async () => look())));
  return findings.flat();
}

async function noSuchCluster(scene: Scene, { cluster, label }: Approach): Promise<Finding> {
  const { account, region, name } = cluster;
  const says = `${label}: EKS knows no cluster of this name in account ${account}, region ${region}`;
  const directory = eksClusters(() => eksClient(region, ownCredentials(scene.clients.sts)));
  const known = account === scene.caller.account ? await directory.names({ account, region }) : [];
  const near = nearest(name, known);
  const meant = near.length > 0 ? `Did you mean ${near.join(' or ')}? ` : '';
  return wrong('clusters', says, `${meant}Look where it is: aws eks list-clusters --region ${region}`);
}
