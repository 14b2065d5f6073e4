import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EKSClient } from '@aws-sdk/client-eks';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ConnectPorts } from '../../lambdas/connect-ports.ts';
import type { ClusterPorts } from '../../lambdas/phase.ts';
import { createDynamoDb } from '../../sandbox/aws/dynamodb.ts';
import { createSts } from '../../sandbox/aws/sts.ts';
import { tokenAuthenticator } from '../../sandbox/aws/token-authenticator.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { type Deployment, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import { createEngine } from '../../sandbox/engine/create-engine.ts';
import type { Engine } from '../../sandbox/engine/engine.ts';
import { snapshotWorld } from '../../sandbox/night/world-snapshot.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { startKubernetes, type TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import type { World } from '../../sandbox/world.ts';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { eksNodeGroups } from '../../src/aws/eks-node-groups.ts';
import { withoutChanges } from '../../src/aws/without-changes.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import { directly } from './call-directly.ts';
import { type Crash, Fate, type Life, within } from './fate.ts';
import { phasesInProcess } from './phases-in-process.ts';

const evening = new Date('2026-01-12T20:00:00Z');

/** A cluster with what is deployed around it, in one thread. */
export interface Stage {
  readonly clock: SimulatedClock;
  readonly engine: Engine;
  readonly kubernetes: TwinKubernetes;
  readonly eks: EKSClient;
  readonly table: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly cluster: string;
  machineArn(action: 'stop' | 'start'): string;
  /** Says when the functions of the execution of this name die; also for what it does when it is redriven. */
  doom(executionName: string, crash: Crash | null): void;
  /** Requests of the run that made the most. */
  mostRequests(): number;
  /** What carries a mark of ours: annotations of objects, tags of node groups. */
  marks(): readonly string[];
  /** Told of each invocation of a phase. */
  onInvoke: (executionName: string) => void;
  close(): Promise<void>;
}

let deployment: Promise<Deployment> | undefined;

/**
 * Brings a world up for histories: the deployed state machines, the phases themselves, the real adapters, the twin of Kubernetes over
 * HTTPS; AWS is called without a socket, and the phases run in this thread. That leaves out Lambda's bundles, STS and S3, which
 * the journeys and the sweep of faults have, and makes a night some times faster.
 */
export async function aStage(world: World): Promise<Stage> {
  deployment ??= synthesize().then((directory) => loadDeployment(directory, place));
  const { tables, stateMachines } = await deployment;
  const clock = new SimulatedClock(evening);
  const { account, region } = place;
  const sts = createSts({ clock, account, credentials });
  const tokens = tokenAuthenticator({ clock, sts, region, clusterName: world.cluster.name });
  const kubernetes = await clock.during(startKubernetes({ world, clock, seed: 1, region, account, tokens }));
  const dynamoDb = createDynamoDb();
  for (const { name, keySchema, attributeDefinitions, globalSecondaryIndexes } of tables) {
    const definition = {
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
      GlobalSecondaryIndexes: globalSecondaryIndexes,
    };
    await clock.during(dynamoDb.createTable(definition));
  }
  const tableName = tables[0]?.name ?? '';
  const eks = new EKSClient(directly(kubernetes.eks.service, region));
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(directly(dynamoDb.service, region)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const fates = new Map<string, Fate>();
  const fateOf = (name: string) => {
    const fate = fates.get(name) ?? new Fate(null);
    fates.set(name, fate);
    return fate;
  };
  const connect = connector({ eks, table, tableName, kubernetes }, () => engine);
  const invoker = phasesInProcess({
    clock,
    region,
    account,
    connect,
    lifeOf: (name) => {
      stage.onInvoke(name);
      return fateOf(name).invocation();
    },
  });
  const engine = createEngine({ clock, invoker, account, region, seed: 1 });
  for (const machine of stateMachines) engine.createStateMachine(machine);
  const stage: Stage = {
    clock,
    engine,
    kubernetes,
    eks,
    table,
    tableName,
    cluster: world.cluster.name,
    machineArn: (action) => {
      const name = action === 'stop' ? 'eks-scheduler-scale-down' : 'eks-scheduler-scale-up';
      return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    },
    doom: (name, crash) => void fates.set(name, new Fate(crash)),
    mostRequests: () => Math.max(0, ...[...fates.values()].map(({ requests }) => requests)),
    marks: () => snapshotWorld(kubernetes.api, kubernetes.eks.snapshot()).marks,
    onInvoke: () => undefined,
    close: async () => {
      clock.stop();
      await kubernetes.close();
    },
  };
  return stage;
}

type Parts = Pick<Stage, 'eks' | 'table' | 'tableName' | 'kubernetes'>;

/** The ports that a deployed phase has, but for what is reached without a socket. */
function connector(
  { eks, table, tableName, kubernetes }: Parts,
  engineOf: () => Engine,
): (life: Life) => ConnectPorts<ClusterPorts> {
  const clusters = new Map<boolean, ReturnType<typeof connectToCluster>>();
  const clusterOf = (nodeGroups: ReturnType<typeof eksNodeGroups>, dryRun: boolean) => {
    const known = clusters.get(dryRun);
    if (known) return known;
    const token = async () => kubernetes.users.adminToken;
    const made = connectToCluster({ describe: () => nodeGroups.describeCluster(), token, dryRun, wasReached: true });
    clusters.set(dryRun, made);
    return made;
  };
  const executions = {
    status: async (arn: string) => engineOf().describeExecution(arn).status,
    cutOffAt: async (arn: string) => {
      const { status, stoppedAt } = engineOf().describeExecution(arn);
      return (status === 'ABORTED' || status === 'TIMED_OUT') && stoppedAt !== undefined ? new Date(stoppedAt) : null;
    },
    stop: async (arn: string, cause: string) => void engineOf().stopExecution(arn, 'TakenOver', cause),
  };
  return (life) => (cluster: ClusterId, run) => {
    const at = clusterTable(table, tableName, cluster);
    const nodeGroups = eksNodeGroups(eks, cluster);
    const changing = {
      nodeGroups: within(life, nodeGroups),
      records: within(life, dynamodbRecords(at)),
      lock: within(life, dynamodbLock(at)),
      executions: within(life, executions),
    };
    return {
      cluster: within(life, clusterOf(nodeGroups, run.dryRun)),
      ...(run.dryRun ? withoutChanges(changing) : changing),
      journal: within(life, dynamodbJournal(at)),
      reports: within(life, { put: async (key: string) => `s3://reports/${key}` }),
      notices: within(life, { publish: async () => undefined }),
    };
  };
}
