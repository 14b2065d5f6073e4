import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { AwsRequest, AwsServerOptions } from '../../sandbox/aws/server.ts';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { aWorld } from '../journeys/a-night.ts';
import { callersEnvironment } from './callers-environment.ts';
import { catchOutput } from './catch-output.ts';

export interface Answered {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A sandbox that all tests of a file look back at. */
export interface PastNights {
  readonly sandbox: () => Sandbox;
  /** Runs the cluster `dev` to its end. */
  run(action: 'stop' | 'start', name: string, input?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Time goes by in the sandbox. */
  pass(hours: number): Promise<void>;
  putItem(item: Readonly<Record<string, unknown>>): Promise<void>;
  /** What the command line answers, as it were this instant (else the sandbox's). */
  type(...words: readonly string[]): Promise<Answered>;
  /** The same of a command that prints a document. */
  json<T>(...words: readonly string[]): Promise<T>;
  /** For the test under way this stands before every request: AWS answers when it resolves, or with the ServiceError that it throws. */
  disturb(before: (request: AwsRequest) => Promise<void>): void;
}

type Intercept = NonNullable<AwsServerOptions['intercept']>;

/** The timers of Node, which a test that sets the clock leaves alone. */
const timers = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'hrtime', 'performance'] as const),
];

interface PastNightsOptions {
  /** When the sandbox's time begins. */
  readonly evening: string;
  readonly alterDeployment?: (deployment: Deployment) => Deployment;
}

/** @param tell What has happened there before the first test. */
export function pastNights(
  { evening, alterDeployment = (it) => it }: PastNightsOptions,
  tell: (nights: PastNights) => Promise<void>,
): PastNights {
  const printed = catchOutput();
  const clock = new SimulatedClock(new Date(evening));
  const environment = { ...process.env };
  let before: (request: AwsRequest) => Promise<void> = async () => undefined;
  let sandbox: Sandbox | undefined;
  const started = () => {
    if (!sandbox) throw new Error('The sandbox has not started.');
    return sandbox;
  };
  const nights: PastNights = {
    sandbox: started,
    run: async (action, name, input = {}) => {
      const { engine, cluster, machineArn } = started();
      const execution = { stateMachineArn: machineArn(action), name, input: JSON.stringify({ cluster, ...input }) };
      return (await engine.finished(engine.startExecution(execution).arn)).status;
    },
    pass: (hours) => letPass(clock, hours * 3_600_000),
    putItem: (item) => putItem(started(), item),
    type: async (...words) => {
      Object.assign(printed, { out: '', err: '' });
      jest.useFakeTimers({ now: clock.now(), doNotFake: [...timers] });
      try {
        const code = await main(words);
        return { code, ...printed };
      } finally {
        jest.useRealTimers();
      }
    },
    json: async (...words) => {
      const { out, err } = await nights.type(...words, '--json');
      expect(err).toBe('');
      return JSON.parse(out);
    },
    disturb: (disturbance) => {
      before = disturbance;
    },
  };
  beforeAll(async () => {
    const intercept: Intercept = async (request, proceed) => {
      await before(request);
      return proceed();
    };
    sandbox = await startSandbox({ world: aWorld(), clock, alterDeployment, wire: { intercept } });
    await tell(nights);
  });
  beforeEach(() => {
    before = async () => undefined;
    Object.assign(process.env, callersEnvironment(started().awsUrl));
  });
  afterEach(() => {
    process.env = { ...environment };
  });
  afterAll(() => sandbox?.close());
  return nights;
}

/** Writes an item of the state table. */
export async function putItem({ awsUrl, deployment }: Sandbox, item: Readonly<Record<string, unknown>>): Promise<void> {
  const client = new DynamoDBClient({ endpoint: awsUrl, region: place.region, credentials });
  const TableName = deployment.tables[0]?.name ?? '';
  await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName, Item: { ...item } }));
  client.destroy();
}
