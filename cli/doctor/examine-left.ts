import type { CredentialSource } from '../../src/aws/assume-role.ts';
import { dynamodbStock } from '../../src/aws/dynamodb-stock.ts';
import { eksToken } from '../../src/aws/eks-token.ts';
import { ownCredentials } from '../../src/aws/own-credentials.ts';
import type { ClusterDescription, NodeGroup } from '../../src/aws/ports.ts';
import { autoscalerKey, webhookKey } from '../../src/aws/record-items.ts';
import { stepFunctionsExecutions } from '../../src/aws/step-functions-executions.ts';
import { decodeReplicas, recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { AccessDeniedError, TransientError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import { decodePolicies, nameOfWebhook, recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import type { Cluster } from '../../src/kubernetes/cluster.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import type { Approach } from './approach-cluster.ts';
import { isGoingOn, locksIn } from './examine-stock.ts';
import { type Finding, warning, wrong } from './finding.ts';
import type { Scene } from './scene.ts';

/**
 * What a stop has changed in a cluster that is awake, by what it left on the things themselves, where the table knows nothing of it. Nothing
 * where all is as it should be: that the table knows of nothing is said once for all clusters.
 */
export async function examineLeftInCluster(
  scene: Scene,
  to: Approach,
  description: ClusterDescription,
  list: () => Promise<readonly NodeGroup[]>,
): Promise<readonly Finding[]> {
  const isAwake = (await list()).some(({ desiredSize }) => desiredSize > 0);
  if (!isAwake) return [];
  const known = await knownOf(scene, to);
  // Its run is at work on it.
  if (known === 'busy') return [];
  const cluster = connect(scene, to, description);
  const found = await leftIn(cluster);
  if (found === null) {
    const ask = 'Ask as somebody who may list its webhooks and Deployments.';
    return [warning('left', `${to.label}: what a stop may have left in it cannot be seen from here`, ask)];
  }
  const left = found.filter(({ key }) => !known.has(key));
  if (left.length === 0) return [];
  const what = few(left.map(({ says }) => says)).join('; ');
  const cure = `A start puts it back: ${scene.command(['start'], to.cluster)}`;
  return [wrong('left', `${to.label} is awake, and ${what}; the table knows nothing of it`, cure)];
}

/** The keys of what the table knows to be outstanding. */
async function knownOf(
  { tableName, clients }: Scene,
  { cluster: { account, region, name } }: Approach,
): Promise<ReadonlySet<string> | 'busy'> {
  const table = await tableName();
  if (table === null) return new Set();
  const stock = dynamodbStock(clients.table, table);
  const isOurs = (one: { readonly cluster: string }) => one.cluster === `${account}/${region}/${name}`;
  const locks = await locksIn(stock, stepFunctionsExecutions(clients.states));
  if (locks.some((lock) => isOurs(lock) && isGoingOn(lock))) return 'busy';
  return new Set((await stock.outstanding()).filter(isOurs).map(({ key }) => key));
}

function connect({ clients }: Scene, { cluster, assumed }: Approach, description: ClusterDescription): Cluster {
  const credentials: CredentialSource = assumed?.credentials ?? ownCredentials(clients.sts);
  return connectToCluster({
    describe: () => Promise.resolve(description),
    token: eksToken(cluster, credentials, () => new Date()),
    dryRun: true,
    userAgent: 'eks-scheduler/doctor',
  });
}

interface Left {
  /** As the table would have it. */
  readonly key: string;
  readonly says: string;
}

/** Null where whoever asks may not look. */
async function leftIn(cluster: Cluster): Promise<readonly Left[] | null> {
  try {
    return [...(await relaxedIn(cluster)), ...(await pausedIn(cluster))];
  } catch (error) {
    // EKS' authenticator says 401 to everybody whom no access entry names.
    const isStranger = error instanceof TransientError && / answered 401 /.test(error.problem);
    if (error instanceof AccessDeniedError || isStranger) return null;
    throw error;
  }
}

async function relaxedIn(cluster: Cluster): Promise<readonly Left[]> {
  const entries = await cluster.listWebhooks();
  return entries
    .filter(({ annotations, webhook, failurePolicy }) => {
      const { policies } = decodePolicies(annotations[recordedPoliciesAnnotation]);
      return failurePolicy === 'Ignore' && policies[webhook] === 'Fail';
    })
    .map((entry) => ({ key: webhookKey(entry), says: `webhook ${nameOfWebhook(entry)} is relaxed` }));
}

async function pausedIn(cluster: Cluster): Promise<readonly Left[]> {
  const workloads = await cluster.listWorkloads();
  return workloads
    .filter(({ annotations, desired }) => {
      const recorded = decodeReplicas(annotations[recordedReplicasAnnotation]);
      return desired === 0 && recorded !== null && recorded > 0;
    })
    .map(({ namespace, name }) => ({
      key: autoscalerKey(namespace, name),
      says: `autoscaler ${namespace}/${name} is paused`,
    }));
}
