import { assumeRole, type CredentialSource } from '../src/aws/assume-role.ts';
import { eksClient, type OwnClients, ownClients } from '../src/aws/clients.ts';
import { clusterTable } from '../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../src/aws/dynamodb-journal.ts';
import { dynamodbLock } from '../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../src/aws/dynamodb-records.ts';
import { eksNodeGroups } from '../src/aws/eks-node-groups.ts';
import { eksToken } from '../src/aws/eks-token.ts';
import type { NodeGroups } from '../src/aws/ports.ts';
import { s3Reports } from '../src/aws/s3-reports.ts';
import { stepFunctionsExecutions } from '../src/aws/step-functions-executions.ts';
import { withoutChanges } from '../src/aws/without-changes.ts';
import type { ClusterId } from '../src/domain/run.ts';
import type { Cluster } from '../src/kubernetes/cluster.ts';
import { connectToCluster } from '../src/kubernetes/connect-to-cluster.ts';
import type { Environment } from './environment.ts';
import type { ClusterPorts } from './phase.ts';

/** Makes the ports of a cluster for one phase of a run. */
export type ConnectPorts = (
  cluster: ClusterId,
  run: { readonly id: string; readonly executionArn: string; readonly dryRun: boolean },
  phase: string,
) => ClusterPorts;

/** What is made once for a cluster, run, kind of run and phase, and kept between invocations. */
interface Connection {
  readonly nodeGroups: NodeGroups;
  readonly cluster: Cluster;
}

/** Connections that are kept. A Lambda environment has one phase and few runs; the sandbox has every phase in one. */
const connectionsKept = 16;

/**
 * The ports on real AWS and real Kubernetes. The function's own clients are made once; a cluster's role is assumed once for each
 * run, so that CloudTrail and the cluster's audit log name the run.
 */
export function connectPorts(environment: Environment, now: () => Date): ConnectPorts {
  let made: OwnClients | undefined;
  const connections = new Map<string, Connection>();
  return (cluster, run, phase) => {
    made ??= ownClients(environment.region);
    const key = JSON.stringify([cluster, run.executionArn, run.dryRun, phase]);
    const connection = connections.get(key) ?? connect(made, environment, cluster, run, phase, now);
    connections.delete(key);
    connections.set(key, connection);
    dropOldest(connections);

    const at = clusterTable(made.table, environment.tableName, cluster);
    const changing = {
      nodeGroups: connection.nodeGroups,
      records: dynamodbRecords(at),
      lock: dynamodbLock(at),
      executions: stepFunctionsExecutions(made.states),
    };
    return {
      cluster: connection.cluster,
      ...(run.dryRun ? withoutChanges(changing) : changing),
      journal: dynamodbJournal(at),
      reports: s3Reports(made.reports, environment.reportsBucket),
    };
  };
}

function connect(
  clients: OwnClients,
  environment: Environment,
  cluster: ClusterId,
  run: Parameters<ConnectPorts>[1],
  phase: string,
  now: () => Date,
): Connection {
  const credentials = accessCredentials(clients, environment, cluster, run, now);
  const nodeGroups = eksNodeGroups(eksClient(cluster.region, credentials), cluster);
  return {
    nodeGroups,
    cluster: connectToCluster({
      describe: () => nodeGroups.describeCluster(),
      token: eksToken(cluster, credentials, now),
      // Prepare run has been there, else there would be no run.
      wasReached: phase !== 'prepare-run',
      userAgent: `eks-scheduler/${phase}`,
      dryRun: run.dryRun,
    }),
  };
}

function accessCredentials(
  { sts }: OwnClients,
  { accessRoleName }: Environment,
  { account }: ClusterId,
  run: Parameters<ConnectPorts>[1],
  now: () => Date,
): CredentialSource {
  // arn:<partition>:states:… : the partition differs in China and GovCloud.
  const partition = run.executionArn.split(':')[1] || 'aws';
  const role = {
    arn: `arn:${partition}:iam::${account}:role/${accessRoleName}`,
    sessionName: `eks-scheduler-${run.id}`,
  };
  return assumeRole(sts, role, now);
}

function dropOldest(connections: Map<string, Connection>): void {
  const [oldest] = connections.keys();
  if (connections.size > connectionsKept && oldest !== undefined) connections.delete(oldest);
}
