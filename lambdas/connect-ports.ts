import { eksClient, type OwnClients, ownClients } from '../src/aws/clients.ts';
import { clusterTable } from '../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../src/aws/dynamodb-journal.ts';
import { dynamodbLock } from '../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../src/aws/dynamodb-records.ts';
import { eksNodeGroups } from '../src/aws/eks-node-groups.ts';
import { eksToken } from '../src/aws/eks-token.ts';
import type { NodeGroups } from '../src/aws/ports.ts';
import { s3Reports } from '../src/aws/s3-reports.ts';
import { snsNotices } from '../src/aws/sns-notices.ts';
import { stepFunctionsExecutions } from '../src/aws/step-functions-executions.ts';
import { withoutChanges } from '../src/aws/without-changes.ts';
import type { ClusterId } from '../src/domain/run.ts';
import type { ConnectOptions } from '../src/kubernetes/connection.ts';
import { accessCredentials } from './access-credentials.ts';
import type { Environment } from './environment.ts';
import type { AwsPorts } from './phase.ts';

/** Makes the ports of a cluster for one phase of a run. */
export type ConnectPorts<Ports extends AwsPorts = AwsPorts> = (
  cluster: ClusterId,
  run: RunOfPorts,
  phase: string,
) => Ports;

interface RunOfPorts {
  readonly id: string;
  readonly executionArn: string;
  readonly dryRun: boolean;
}

/** What is made once for a cluster, run, kind of run and phase, and kept between invocations. */
interface Connection<Reached> {
  readonly nodeGroups: NodeGroups;
  readonly reached: Reached;
}

/** Connections that are kept. A Lambda environment has one phase and few runs; the sandbox has every phase in one. */
const connectionsKept = 16;

/**
 * The ports on real AWS and real Kubernetes. The function's own clients are made once; a cluster's role is assumed once for each
 * run, so that CloudTrail and the cluster's audit log name the run.
 *
 * @param reach Makes what goes to the cluster itself: only the functions that do so carry a Kubernetes client.
 */
export function connectPorts<Reached extends object>(
  environment: Environment,
  now: () => Date,
  reach: (options: ConnectOptions) => Reached,
): ConnectPorts<AwsPorts & Reached> {
  let made: OwnClients | undefined;
  const connections = new Map<string, Connection<Reached>>();
  return (cluster, run, phase) => {
    made ??= ownClients(environment.region);
    const key = JSON.stringify([cluster, run.executionArn, run.dryRun, phase]);
    const connection = connections.get(key) ?? connect(made, environment, { cluster, run, phase, now, reach });
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
      ...connection.reached,
      ...(run.dryRun ? withoutChanges(changing) : changing),
      journal: dynamodbJournal(at),
      reports: s3Reports(made.reports, environment.reportsBucket),
      notices: snsNotices(made.notices, environment.topicArn),
    };
  };
}

interface ConnectTarget<Reached> {
  readonly cluster: ClusterId;
  readonly run: RunOfPorts;
  readonly phase: string;
  readonly now: () => Date;
  readonly reach: (options: ConnectOptions) => Reached;
}

function connect<Reached>(
  clients: OwnClients,
  environment: Environment,
  { cluster, run, phase, now, reach }: ConnectTarget<Reached>,
): Connection<Reached> {
  const execution = { arn: run.executionArn, name: run.id };
  const credentials = accessCredentials(clients, environment, cluster.account, execution, now);
  const nodeGroups = eksNodeGroups(eksClient(cluster.region, credentials), cluster);
  return {
    nodeGroups,
    reached: reach({
      describe: () => nodeGroups.describeCluster(),
      token: eksToken(cluster, credentials, now),
      // Prepare run has been there, else there would be no run.
      wasReached: phase !== 'prepare-run',
      userAgent: `eks-scheduler/${phase}`,
      dryRun: run.dryRun,
    }),
  };
}

function dropOldest(connections: Map<string, unknown>): void {
  const [oldest] = connections.keys();
  if (connections.size > connectionsKept && oldest !== undefined) connections.delete(oldest);
}
