import { ConfigurationError } from '../src/domain/errors.ts';
import { createDynamoDb } from './aws/dynamodb.ts';
import type { Eks } from './aws/eks/eks.ts';
import { createEventRules, type EventRules } from './aws/event-rules.ts';
import { createEventBridge } from './aws/events.ts';
import { createIam, type Iam, type IamMode } from './aws/iam/create-iam.ts';
import { jsonService } from './aws/json-protocol.ts';
import { lambdaService } from './aws/lambda/lambda-api.ts';
import { type CallInterceptor, LambdaHost } from './aws/lambda/lambda-host.ts';
import { createS3, type S3 } from './aws/s3/s3.ts';
import { createScheduler, type Scheduler } from './aws/scheduler.ts';
import { type AwsServer, type AwsServerOptions, startAwsServer } from './aws/server.ts';
import { createSns, type Sns } from './aws/sns.ts';
import { sqsService } from './aws/sqs.ts';
import { stepFunctionsOperations } from './aws/step-functions.ts';
import type { Sts } from './aws/sts.ts';
import { withTableGuards } from './aws/table-guards.ts';
import type { AwsService } from './aws/wire.ts';
import type { Clock } from './clock/clock.ts';
import type { Deployment } from './deployment/load-deployment.ts';
import { partitionKeysOf } from './deployment/partition-keys.ts';
import { createEngine } from './engine/create-engine.ts';
import type { Engine, EngineOptions, Execution, FunctionInvoker } from './engine/engine.ts';
import { credentials, place } from './place.ts';

export interface AwsOptions extends Pick<EngineOptions, 'waits'> {
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
  /** Between a call of a function and its run: for faults. */
  readonly interceptCall?: CallInterceptor;
  /** How far the clock of a function is off, in milliseconds; asked for each call. */
  readonly clockSkewMs?: (functionName: string) => number;
  /** Whether requests are refused that the roles of the template do not allow (the default is in `defaultIamMode`), or only noted. */
  readonly iam?: IamMode;
  /** Changes what is deployed, for tests: a permission that is missing. */
  readonly alterDeployment?: (deployment: Deployment) => Deployment;
  /** Lets the schedules fire. They have no end, so that a simulated clock settles no more. */
  readonly schedules?: boolean;
  readonly onLog?: (line: string) => void;
  readonly onStatusChange?: (execution: Execution) => void;
}

/** What is there before the rest of the account. */
interface Given {
  readonly deployment: Deployment;
  readonly sts: Sts;
  readonly eks: Pick<Eks, 'service'>;
  /** Gets what has to be closed, the moment it is up. */
  readonly onUp: (close: () => Promise<void>) => void;
}

export interface Aws {
  readonly engine: Engine;
  readonly s3: S3;
  readonly sns: Sns;
  readonly lambda: LambdaHost;
  readonly iam: Iam;
  readonly rules: EventRules;
  readonly scheduler: Scheduler;
  /** What `AWS_ENDPOINT_URL` should be. */
  readonly url: string;
}

/** Brings up the account behind one endpoint, and deploys what the synthesized template has. */
export async function startAws(options: AwsOptions, { deployment, sts, eks, onUp }: Given): Promise<Aws> {
  const { clock, seed = 1 } = options;
  const [dynamoDb, s3] = [createDynamoDb(), createS3({ clock, region: place.region })];
  const sns = createSns({ clock, ...place });
  const services: AwsService[] = [
    sts.service,
    eks.service,
    withTableGuards(dynamoDb.service, { tables: deployment.tables, keys: deployment.access.keys }),
    s3.service,
    sns.service,
    createEventBridge({ clock }).service,
  ];
  const iam = createIam({
    access: deployment.access,
    mode: options.iam ?? defaultIamMode,
    region: place.region,
    partitionKeyOf: partitionKeysOf(deployment),
    sessionOf: sts.sessionOf,
    functionOf: (invocation) => lambda.functionOf(invocation),
  });
  const server = await awsServer(options, services, iam);
  onUp(() => server.close());
  const lambda: LambdaHost = lambdaHost(options, deployment, server.url, iam);
  onUp(() => lambda.close());
  const rules = createEventRules({
    clock,
    invoker: lambda,
    ...place,
    rules: deployment.rules,
    mayInvoke: (functionArn, ruleName) =>
      iam.mayInvoke({ service: 'events.amazonaws.com', functionArn, sourceArn: ruleArn(ruleName) }),
  });
  const engine = createEngine({
    clock,
    invoker: options.observe?.(lambda) ?? lambda,
    ...place,
    seed,
    refusalOf: iam.refusalOf,
    ...(options.waits === undefined ? {} : { waits: options.waits }),
    onStatusChange: (execution) => {
      options.onStatusChange?.(execution);
      rules.onStatusChange(execution);
    },
  });
  const scheduler = createScheduler({
    clock,
    schedules: deployment.schedules,
    startExecution: engine.startExecution,
    refusalOf: iam.refusalOf,
    seed,
  });
  services.push(
    scheduler.service,
    iam.service,
    sqsService({
      queues: deployment.queues,
      lettersIn: (arn) => scheduler.deadLetters.filter(({ queueArn }) => queueArn === arn).length,
    }),
    lambdaService(lambda, (name) => deployment.access.functions[name]?.roleArn ?? ''),
    jsonService({
      signingName: 'states',
      targetPrefix: 'AWSStepFunctions',
      version: '1.0',
      operations: stepFunctionsOperations(engine),
    }),
  );
  await deploy(deployment, { dynamoDb, s3, sns, engine });
  if (options.schedules) scheduler.arm();
  return { engine, s3, sns, lambda, iam, rules, scheduler, url: server.url };
}

const defaultIamMode: IamMode = 'enforce';

function ruleArn(name: string): string {
  return `arn:aws:events:${place.region}:${place.account}:rule/${name}`;
}

/** @throws {ConfigurationError} when the port that was asked for cannot be had. */
async function awsServer({ clock, port, wire }: AwsOptions, services: AwsService[], iam: Iam): Promise<AwsServer> {
  try {
    return await startAwsServer({ clock, services, authorize: iam.authorize, ...(port ? { port } : {}), ...wire });
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

function lambdaHost(options: AwsOptions, deployment: Deployment, awsUrl: string, iam: Iam): LambdaHost {
  const { onLog, lambdaEndpoint, interceptCall, clockSkewMs, seed = 1 } = options;
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
    seed,
    onCall: iam.noteCall,
    ...(interceptCall ? { intercept: interceptCall } : {}),
    ...(clockSkewMs ? { clockSkewMs } : {}),
    ...(lambdaEndpoint ? { endpoint: lambdaEndpoint } : {}),
    ...(onLog ? { onLog: (line: string) => onLog(line) } : {}),
  });
}

async function deploy(
  deployment: Deployment,
  account: {
    readonly dynamoDb: ReturnType<typeof createDynamoDb>;
    readonly s3: S3;
    readonly sns: Sns;
    readonly engine: Engine;
  },
): Promise<void> {
  for (const { name, keySchema, attributeDefinitions, globalSecondaryIndexes } of deployment.tables) {
    await account.dynamoDb.createTable({
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
      ...(globalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes: globalSecondaryIndexes } : {}),
    });
  }
  for (const topic of deployment.topics) account.sns.createTopic(topic);
  for (const bucket of deployment.buckets) account.s3.createBucket(bucket);
  for (const machine of deployment.stateMachines) account.engine.createStateMachine(machine);
}
