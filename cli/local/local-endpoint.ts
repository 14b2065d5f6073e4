import { randomBytes, randomInt } from 'node:crypto';
import type { SFNClient } from '@aws-sdk/client-sfn';
import { createDynamoDb, type DynamoDb } from '../../sandbox/aws/dynamodb.ts';
import { createEventRules, type EventRules } from '../../sandbox/aws/event-rules.ts';
import { jsonService } from '../../sandbox/aws/json-protocol.ts';
import { LambdaHost } from '../../sandbox/aws/lambda/lambda-host.ts';
import { createS3 } from '../../sandbox/aws/s3/s3.ts';
import { type AwsRequest, startAwsServer } from '../../sandbox/aws/server.ts';
import { stepFunctionsOperations } from '../../sandbox/aws/step-functions.ts';
import type { AwsService } from '../../sandbox/aws/wire.ts';
import type { Deployment as Definitions } from '../../sandbox/deployment/load-deployment.ts';
import { createEngine } from '../../sandbox/engine/create-engine.ts';
import type { CutOff, Engine } from '../../sandbox/engine/engine.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { withForeignExecutions } from './foreign-executions.ts';
import type { LocalOptions } from './local-deployment.ts';
import { callersEnvironment, localFunction } from './local-functions.ts';
import { localNotices } from './local-notices.ts';
import type { LocalStore } from './local-store.ts';
import { type PassGate, passGate } from './pass-gate.ts';
import { reportDirectory, usualReports } from './report-directory.ts';
import type { StateFile } from './state-file.ts';
import type { StatePlace } from './state-lines.ts';
import { WallClock } from './wall-clock.ts';

type Client = 'states' | 'table' | 'reports' | 'notices';

/** As the SDK has them in AWS_ENDPOINT_URL_<SERVICE>. */
const serviceNames: Readonly<Record<Client, string>> = {
  states: 'SFN',
  table: 'DYNAMODB',
  reports: 'S3',
  notices: 'SNS',
};

/** The services that this process answers for. */
export interface LocalEndpoint {
  readonly url: string;
  readonly engine: Engine;
  readonly gate: PassGate;
  readonly rules: EventRules;
  /** The clients of a deployment that have to be sent here. */
  readonly clients: readonly Client[];
  close(): Promise<void>;
}

interface LocalParts {
  readonly options: LocalOptions;
  readonly place: StatePlace;
  /** What would be deployed. */
  readonly definitions: Definitions;
  readonly store: LocalStore;
  /** Says why a run ended whose process did. */
  readonly cutOff: CutOff;
  /** The deployed Step Functions. */
  readonly states: SFNClient;
}

/** Brings up what a deployment has in AWS, in this process, and puts back what the store keeps. */
export async function startLocalEndpoint(parts: LocalParts): Promise<LocalEndpoint> {
  const { options, place, definitions, store } = parts;
  const clock = new WallClock();
  const dynamoDb = await tableOf(parts);
  const s3 = createS3({ clock, region: place.region, onPut: reportDirectory(options.reports ?? usualReports) });
  for (const bucket of definitions.buckets) s3.createBucket(bucket);
  const tell = options.tell ?? ((line: string) => void process.stderr.write(`${line}\n`));
  const answering: Partial<Record<Client, AwsService>> = {
    reports: s3.service,
    ...(dynamoDb ? { table: dynamoDb.service } : {}),
    // A topic that somebody else keeps is told as a deployment would.
    ...(definitions.topics.length > 0 ? { notices: localNotices(tell) } : {}),
  };
  const services = Object.values(answering);
  const clients: readonly Client[] = ['states', ...(Object.keys(answering) as Client[])];
  const server = await startAwsServer({
    clock,
    services,
    // Any user of this machine can reach a port of it, and a run acts with the caller's rights.
    secret: randomBytes(16).toString('hex'),
    authorize: options.readOnly ? assertReads : () => undefined,
  });
  const endpoints = Object.fromEntries(clients.map((client) => [serviceNames[client], server.url]));
  const functions = functionsOf(parts, clock, endpoints);
  const gate = passGate(functions);
  const rules = createEventRules({ clock, invoker: gate, ...place, rules: definitions.rules });
  const engine = createEngine({
    ...{ clock, invoker: gate, ...place, seed: randomInt(2 ** 31), waits: waitsOf(process.env) },
    onStatusChange: rules.onStatusChange,
    ...(options.readOnly ? {} : { onProgress: progressKeeper(store, tell) }),
  });
  for (const machine of definitions.stateMachines) engine.createStateMachine(machine);
  engine.putBack([...store.file.state.executions.values()], store.file.isInUse ? null : parts.cutOff);
  const operations =
    store.deployedTable === null ? stepFunctionsOperations(engine) : withForeignExecutions(engine, parts.states);
  services.push(jsonService({ signingName: 'states', targetPrefix: 'AWSStepFunctions', version: '1.0', operations }));
  const close = async (): Promise<void> => {
    clock.stop();
    await functions.close();
    await server.close();
  };
  return { url: server.url, engine, gate, rules, clients, close };
}

/** Null: the deployed one is used. */
async function tableOf({ definitions, store, options }: LocalParts): Promise<DynamoDb | null> {
  if (store.deployedTable !== null) return null;
  const { file } = store;
  const dynamoDb = createDynamoDb(
    options.readOnly ? {} : { onWrite: (_tableName, key, item) => refusing(() => file.writeItem(key, item)) },
  );
  for (const { name, keySchema, attributeDefinitions, globalSecondaryIndexes } of definitions.tables) {
    await dynamoDb.createTable({
      TableName: name,
      KeySchema: keySchema,
      AttributeDefinitions: attributeDefinitions,
      ...(globalSecondaryIndexes.length > 0 ? { GlobalSecondaryIndexes: globalSecondaryIndexes } : {}),
    });
    await dynamoDb.load(name, [...file.state.items.values()]);
  }
  return dynamoDb;
}

function functionsOf(
  { options, place, definitions, store }: LocalParts,
  clock: WallClock,
  endpoints: Readonly<Record<string, string>>,
): LambdaHost {
  const own = {
    tableName: store.deployedTable ?? definitions.tables[0]?.name ?? '',
    accessRole: options.accessRole ?? null,
  };
  const { onLog } = options;
  return new LambdaHost({
    ...{ clock, ...place, speed: 1, marksRequests: false, seed: randomInt(2 ** 31) },
    functions: new Map(definitions.functions.map((definition) => [definition.name, localFunction(definition, own)])),
    environment: callersEnvironment(process.env, { region: place.region, endpoints }),
    ...(onLog ? { onLog: (line: string) => onLog(line) } : {}),
  });
}

/** What is not kept must not be acted on, and asking again is of no use. */
function refusing(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new ServiceError('AccessDeniedException', error instanceof Error ? error.message : String(error));
  }
}

/** A run whose progress is not kept goes on to its next write, which is refused; the person is told why. */
function progressKeeper({ file }: LocalStore, tell: (line: string) => void): StateFile['writeExecution'] {
  let isTold = false;
  return (execution, events) => {
    try {
      file.writeExecution(execution, events);
    } catch (error) {
      if (!isTold) tell(error instanceof Error ? error.message : String(error));
      isTold = true;
    }
  };
}

/** @throws {ServiceError} for what would change something. */
function assertReads({ operation }: AwsRequest): void {
  if (/^(Describe|Get|List|Query|Scan|BatchGet)/.test(operation)) return;
  throw new ServiceError('AccessDeniedException', `${operation} is refused: the state is only read.`);
}

/** So many times shorter the waits of the machines are, for the tests of this project. */
function waitsOf({ SCHEDULER_LOCAL_WAITS: text }: Readonly<Record<string, string | undefined>>): number {
  return Number(text) || 1;
}
