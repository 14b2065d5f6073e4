import { ConfigurationError } from '../src/domain/errors.ts';
import { createDynamoDb } from './aws/dynamodb.ts';
import type { Eks } from './aws/eks/eks.ts';
import { createEventBridge, createScheduler } from './aws/events.ts';
import { jsonService } from './aws/json-protocol.ts';
import { lambdaService } from './aws/lambda/lambda-api.ts';
import { LambdaHost } from './aws/lambda/lambda-host.ts';
import { createS3, type S3 } from './aws/s3/s3.ts';
import { type AwsServer, type AwsServerOptions, startAwsServer } from './aws/server.ts';
import { createSns } from './aws/sns.ts';
import { stepFunctionsOperations } from './aws/step-functions.ts';
import { createSts } from './aws/sts.ts';
import { tokenAuthenticator } from './aws/token-authenticator.ts';
import type { AwsService } from './aws/wire.ts';
import type { Clock } from './clock/clock.ts';
import { type Deployment, loadDeployment } from './deployment/load-deployment.ts';
import { synthesize } from './deployment/synthesize.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine, Execution, FunctionInvoker } from './engine/engine.ts';
import { type Kubernetes, type KubernetesOptions, startKubernetes, type TwinKubernetes } from './start-kubernetes.ts';
import type { RealKubernetes } from './start-real-kubernetes.ts';
import type { World } from './world.ts';

export const place = { account: '111122223333', region: 'eu-west-1' };

/** The account's administrator in the sandbox: not a secret, and of no use anywhere else. */
export const credentials = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox' };

export interface SandboxOptions {
  readonly world: World;
  readonly clock: Clock;
  /** How fast time runs inside a function: 0 where the clock is simulated. */
  readonly speed?: number;
  /** The port of the AWS endpoint; any free one when absent. */
  readonly port?: number;
  /** Another Lambda Invoke API, for functions that the template does not have. */
  readonly lambdaEndpoint?: string;
  /** The same seed gives the same night. */
  readonly seed?: number;
  /** The wire, for tests and for faults. */
  readonly wire?: Pick<AwsServerOptions, 'onRequest' | 'intercept'>;
  /** Stands between the engine and the functions: sees each pass go by. */
  readonly observe?: (invoker: FunctionInvoker) => FunctionInvoker;
  readonly onLog?: (line: string) => void;
  readonly onStatusChange?: (execution: Execution) => void;
}

export interface Sandbox<K extends Kubernetes = TwinKubernetes> {
  readonly cluster: string;
  readonly clock: Clock;
  readonly engine: Engine;
  readonly deployment: Deployment;
  readonly eks: Eks;
  readonly s3: S3;
  readonly lambda: LambdaHost;
  readonly kubernetes: K;
  /** What `AWS_ENDPOINT_URL` should be. */
  readonly awsUrl: string;
  machineArn(action: 'stop' | 'start'): string;
  close(): Promise<void>;
}

/**
 * Brings up a cluster, an AWS around it and what the synthesized template deploys, all in this process and on free ports of this
 * machine. The world begins with a healthy evening: pods are Ready, budgets computed.
 */
export function startSandbox(options: SandboxOptions): Promise<Sandbox>;
/**
 * The same on a real control plane, which is built first if it is not yet. Its clock must run.
 *
 * @param progress Gets lines for a person: building takes minutes the first time.
 * @throws {ControlPlaneError} in one line: what to install, or what did not come up.
 */
export function startSandbox(
  options: SandboxOptions & { readonly kubernetes: 'real'; readonly progress?: (line: string) => void },
): Promise<Sandbox<RealKubernetes>>;
export function startSandbox(
  options: SandboxOptions & { readonly kubernetes?: 'real'; readonly progress?: (line: string) => void },
): Promise<Sandbox<Kubernetes>> {
  const start = async (around: KubernetesOptions): Promise<Kubernetes> => {
    if (options.kubernetes !== 'real') return startKubernetes(around);
    // Loaded when it is asked for: a night on the twin needs nothing of it.
    const { startRealKubernetes } = await import('./start-real-kubernetes.ts');
    return startRealKubernetes({ ...around, ...(options.progress ? { progress: options.progress } : {}) });
  };
  // Nothing is due before everything is up: a simulated clock would run ahead meanwhile.
  return options.clock.during(bringUp(options, start));
}

type StartKubernetes<K extends Kubernetes> = (around: KubernetesOptions) => Promise<K>;

async function bringUp<K extends Kubernetes>(options: SandboxOptions, start: StartKubernetes<K>): Promise<Sandbox<K>> {
  const { clock } = options;
  // The last to come up is the first to go; the clock stops before all, so that nothing new begins.
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    clock.stop();
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    return await bringUpParts(options, start, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUpParts<K extends Kubernetes>(
  options: SandboxOptions,
  start: StartKubernetes<K>,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Sandbox<K>> {
  const { world, clock } = options;
  const seed = options.seed ?? 1;
  const deployment = loadDeployment(await synthesize(), place);
  const sts = createSts({ clock, account: place.account, credentials });
  const tokens = tokenAuthenticator({ clock, sts, region: place.region, clusterName: world.cluster.name });
  const kubernetes = await start({
    world,
    clock,
    seed,
    region: place.region,
    account: place.account,
    tokens,
  });
  closers.push(() => kubernetes.close());
  const { eks } = kubernetes;

  const [dynamoDb, s3] = [createDynamoDb(), createS3({ clock, region: place.region })];
  const services: AwsService[] = [
    sts.service,
    eks.service,
    dynamoDb.service,
    s3.service,
    createSns({ clock, ...place }).service,
    createEventBridge({ clock }).service,
    createScheduler().service,
  ];
  const server = await awsServer(options, services);
  closers.push(() => server.close());
  const lambda = lambdaHost(options, deployment, server.url);
  closers.push(() => lambda.close());
  const engine = createEngine({
    clock,
    invoker: options.observe?.(lambda) ?? lambda,
    ...place,
    seed,
    ...(options.onStatusChange ? { onStatusChange: options.onStatusChange } : {}),
  });
  services.push(
    lambdaService(lambda),
    jsonService({
      signingName: 'states',
      targetPrefix: 'AWSStepFunctions',
      version: '1.0',
      operations: stepFunctionsOperations(engine),
    }),
  );
  await deploy(deployment, { dynamoDb, s3, engine });
  return {
    cluster: world.cluster.name,
    clock,
    engine,
    deployment,
    eks,
    s3,
    lambda,
    kubernetes,
    awsUrl: server.url,
    machineArn: (action) => {
      const name = action === 'stop' ? 'eks-scheduler-scale-down' : 'eks-scheduler-scale-up';
      return `arn:aws:states:${place.region}:${place.account}:stateMachine:${name}`;
    },
    close,
  };
}

/** @throws {ConfigurationError} when the port that was asked for cannot be had. */
async function awsServer({ clock, port, wire }: SandboxOptions, services: AwsService[]): Promise<AwsServer> {
  try {
    return await startAwsServer({ clock, services, ...(port ? { port } : {}), ...wire });
  } catch (error) {
    const reason = portProblems[(error as NodeJS.ErrnoException).code ?? ''];
    if (!port || !reason) throw error;
    throw new ConfigurationError(`Port ${port} cannot be used: ${reason}.`, 'Give another one with --port, or none.', {
      cause: error,
    });
  }
}

const portProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this user may not listen there',
};

function lambdaHost(options: SandboxOptions, deployment: Deployment, awsUrl: string): LambdaHost {
  const { onLog, lambdaEndpoint } = options;
  return new LambdaHost({
    clock: options.clock,
    functions: new Map(deployment.functions.map((definition) => [definition.name, definition])),
    environment: {
      AWS_ENDPOINT_URL: awsUrl,
      AWS_REGION: place.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    ...place,
    speed: options.speed ?? 0,
    ...(lambdaEndpoint ? { endpoint: lambdaEndpoint } : {}),
    ...(onLog ? { onLog: (line: string) => onLog(line) } : {}),
  });
}

async function deploy(
  deployment: Deployment,
  account: { readonly dynamoDb: ReturnType<typeof createDynamoDb>; readonly s3: S3; readonly engine: Engine },
): Promise<void> {
  for (const { name, keySchema, attributeDefinitions } of deployment.tables) {
    await account.dynamoDb.createTable({
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
    });
  }
  for (const bucket of deployment.buckets) account.s3.createBucket(bucket);
  for (const machine of deployment.stateMachines) account.engine.createStateMachine(machine);
}
