import { clusterDoor, type EndpointAccess } from '../../src/aws/eks-access.ts';
import type { ClusterDescription } from '../../src/aws/ports.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { accessModeCommand } from '../access-entry.ts';
import { commandLine } from '../follow/hints.ts';
import type { Approach } from './approach-cluster.ts';
import { type Finding, fine, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';
import { tryEndpoint } from './try-endpoint.ts';

/** The command that lets the phases into a cluster. */
export function letInCommand({ caller, region: home }: Scene, { cluster }: Pick<Approach, 'cluster'>): string {
  const { account, region, name } = cluster;
  return commandLine(
    [],
    ...['access', '--cluster', name],
    ...(account === caller.account ? [] : ['--account', account]),
    // What `access` takes for the region of the cluster is where `aws` is set to: not always the scheduler's.
    ...(region === home && process.env.AWS_REGION === home ? [] : ['--region', region]),
    '--apply',
  );
}

/** Whether a cluster can be put to sleep at all, as EKS describes it. */
export function examineDescription(
  { label, cluster }: Approach,
  { status, version, isAutoMode, authenticationMode }: ClusterDescription,
): readonly Finding[] {
  const findings: Finding[] = [];
  if (status !== 'ACTIVE') {
    findings.push(
      wrong('clusters', `${label} is ${status}`, 'Wait until EKS says ACTIVE; until then every run fails.'),
    );
  }
  if (isAutoMode) {
    const cure = 'Take it out of the schedules: exclusions.clusters in config/eks-scheduler.yaml.';
    findings.push(
      wrong('clusters', `${label} is in EKS Auto Mode, which runs its nodes itself: every run fails`, cure),
    );
  }
  if (authenticationMode === 'CONFIG_MAP') {
    const mode = accessModeCommand({ clusterName: cluster.name, region: cluster.region });
    const says = `${label} knows no access entries: only its ConfigMap aws-auth lets a role in`;
    findings.push(warning('clusters', says, `Let it know them as well; there is no way back: ${mode}`));
  }
  if (findings.length > 0) return findings;
  return [fine('clusters', `${label} is ACTIVE, Kubernetes ${version}, authentication mode ${authenticationMode}`)];
}

/** Whether an access entry puts the scheduler's role into its Kubernetes group. */
export async function examineEntry(
  scene: Scene,
  to: Approach,
  { authenticationMode }: ClusterDescription,
): Promise<readonly Finding[]> {
  const { label, ownEks, roleArn, cluster } = to;
  // Of the ConfigMap in its place the check of the rules tells.
  if (authenticationMode === 'CONFIG_MAP') return [];
  if (ownEks === null) {
    const cure = `Ask with credentials of account ${cluster.account}.`;
    return [warning('entry', `${label}: its access entries cannot be seen from account ${scene.caller.account}`, cure)];
  }
  const groups = await clusterDoor(ownEks, cluster.name).groupsOf(roleArn);
  const cure = `Let it in: ${letInCommand(scene, to)}`;
  if (groups === null) return [wrong('entry', `${label} has no access entry for ${roleArn}`, cure)];
  if (!groups.includes(accessGroup)) {
    const has = groups.length === 0 ? 'no group' : groups.join(', ');
    return [wrong('entry', `${label}: the access entry of ${roleArn} is in ${has}, not in ${accessGroup}`, cure)];
  }
  return [fine('entry', `${label}: the access entry puts the role into the group ${accessGroup}`)];
}

/** Whether the API server answers here and, as far as EKS tells, where the functions are. */
export async function examineEndpoint(
  { settings }: Scene,
  { label, ownEks, assumed, cluster }: Approach,
  { endpoint, certificateAuthority }: ClusterDescription,
): Promise<readonly Finding[]> {
  const problem = await tryEndpoint(endpoint, certificateAuthority);
  const eks = ownEks ?? assumed?.eks;
  const access = eks === undefined ? null : await clusterDoor(eks, cluster.name).endpointAccess();
  const { isPlaced } = await settings();
  if (access !== null && !access.isPublic && !isPlaced) {
    const cure =
      'Place the functions in its VPC: deployment.network in config/eks-scheduler.yaml, then npx cdk deploy EksScheduler.';
    return [wrong('endpoint', `${label}: its API server is private, and the functions are in no VPC`, cure)];
  }
  if (problem === null) return [fine('endpoint', `${label}: the API server answers from here`)];
  const says = `${label}: the API server does not answer from here: ${problem}`;
  return [notFromHere(says, access)];
}

function notFromHere(says: string, access: EndpointAccess | null): Finding {
  if (access !== null && !access.isPublic) {
    return warning('endpoint', says, 'It is private: ask from a machine in its network to look further.');
  }
  const limited = access?.publicFrom.filter((network) => network !== '0.0.0.0/0') ?? [];
  if (limited.length > 0) {
    const cure = `It answers ${limited.join(', ')} alone: ask from there, and see that the functions come from there.`;
    return warning('endpoint', says, cure);
  }
  return wrong(
    'endpoint',
    says,
    'Look at the network here, at the cluster’s endpoint access, and at its health in EKS.',
  );
}
