import type { CredentialSource } from '../src/aws/assume-role.ts';
import { eksClient, type OwnClients, ownClients } from '../src/aws/clients.ts';
import { dynamodbSlots } from '../src/aws/dynamodb-slots.ts';
import { eksClusters } from '../src/aws/eks-clusters.ts';
import { endedExecutions } from '../src/aws/ended-executions.ts';
import type { ClusterDirectory, EndedExecutions, Notices, ReportBucket, Slots } from '../src/aws/ports.ts';
import { s3Reports } from '../src/aws/s3-reports.ts';
import { snsNotices } from '../src/aws/sns-notices.ts';
import { accessCredentials } from './access-credentials.ts';
import { type Environment, readEnvironment } from './environment.ts';

export interface FleetPorts {
  readonly directory: ClusterDirectory;
  readonly slots: Slots;
  readonly executions: EndedExecutions;
  readonly reports: ReportBucket;
  readonly notices: Notices;
}

/** Makes the ports of one execution of the fleet, on the function's own clients. */
export function connectFleetPorts(
  variables: Readonly<Record<string, string | undefined>>,
  now: () => Date,
): (execution: { readonly arn: string; readonly name: string }) => FleetPorts {
  const environment = readEnvironment(variables);
  const clients = ownClients(environment.region);
  const kept = {
    slots: dynamodbSlots(clients.table, environment.tableName),
    executions: endedExecutions(clients.states),
    reports: s3Reports(clients.reports, environment.reportsBucket),
    notices: snsNotices(clients.notices, environment.topicArn),
  };
  return (execution) => ({ ...kept, directory: directory(clients, environment, execution, now) });
}

/** Each account's role is assumed once for all of its regions. */
function directory(
  clients: OwnClients,
  environment: Environment,
  execution: { readonly arn: string; readonly name: string },
  now: () => Date,
): ClusterDirectory {
  const sources = new Map<string, CredentialSource>();
  return eksClusters(({ account, region }) => {
    const source = sources.get(account) ?? accessCredentials(clients, environment, account, execution, now);
    sources.set(account, source);
    return eksClient(region, source);
  });
}
