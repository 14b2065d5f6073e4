import { AsyncLocalStorage } from 'node:async_hooks';
import type { LambdaContext } from '../../lambdas/as-lambda.ts';
import { clusterWiring } from '../../lambdas/cluster-wiring.ts';
import type { ConnectPorts } from '../../lambdas/connect-ports.ts';
import type { ClusterPorts } from '../../lambdas/phase.ts';
import { deployedWiring, type Wiring } from '../../lambdas/wiring.ts';
import { phaseOfFunction } from '../../sandbox/aws/lambda/phase-of-function.ts';
import type { Clock } from '../../sandbox/clock/clock.ts';
import type { FunctionInvoker, Invocation } from '../../sandbox/engine/engine.ts';
import { readConfigurationFile } from '../../src/config/read-configuration-file.ts';
import type { Life } from './fate.ts';

export interface InProcess {
  readonly clock: Clock;
  readonly region: string;
  readonly account: string;
  /** The ports of one invocation. */
  readonly connect: (life: Life) => ConnectPorts<ClusterPorts>;
  /** Asked for each invocation of a function, by its execution. */
  readonly lifeOf: (executionName: string) => Life;
}

type Handler = (event: unknown, lambda: LambdaContext) => Promise<unknown>;

const wirings = new AsyncLocalStorage<Wiring<ClusterPorts>>();
const handlers = new Map<string, Promise<Handler>>();
const configuration = readConfigurationFile({});
const nothing = () => undefined;
const quiet = { debug: nothing, info: nothing, warn: nothing, error: nothing };
/** A pass never comes near its end: time stands still while a function runs. */
const remainingMs = 300_000;

/** Calls the handlers in this thread, in the clock's time and with the ports that it is given instead of the deployed ones. */
export function phasesInProcess(options: InProcess): FunctionInvoker {
  const { clock, region, account } = options;
  return {
    invoke: async (functionName, payload) => {
      const handler = await handlerOf(phaseOfFunction(functionName));
      const event = JSON.parse(JSON.stringify(payload));
      const life = options.lifeOf(event.execution?.name ?? event.run.id);
      const wiring: Wiring<ClusterPorts> = {
        now: () => new Date(clock.now()),
        variables: {},
        connect: options.connect(life),
        configurationText: () => configuration,
        logger: () => quiet,
        measure: () => undefined,
      };
      const lambda: LambdaContext = {
        getRemainingTimeInMillis: () => remainingMs,
        invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:${functionName}`,
      };
      return answerOf(life, () => wirings.run(wiring, () => handler(event, lambda)));
    },
  };
}

async function answerOf(life: Life, work: () => Promise<unknown>): Promise<Invocation> {
  try {
    const answer = await work();
    // A function that died says nothing, whatever its code still came to.
    return life.isDead() ? exited : { status: 'ok', payload: JSON.parse(JSON.stringify(answer)) };
  } catch (error) {
    if (life.isDead()) return exited;
    if (!(error instanceof Error)) throw error;
    const { name: errorType, message: errorMessage, stack = '' } = error;
    return { status: 'error', errorType, errorPayload: { errorType, errorMessage, trace: stack.split('\n') } };
  }
}

const exited: Invocation = {
  status: 'error',
  errorType: 'Runtime.ExitError',
  errorPayload: { errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: exit status 1' },
};

function handlerOf(phase: string): Promise<Handler> {
  const loading = handlers.get(phase) ?? importHandler(phase);
  handlers.set(phase, loading);
  return loading;
}

/** The handlers hold the wirings of their process: here each call of one goes on to the wiring of the invocation. */
async function importHandler(phase: string): Promise<Handler> {
  const current = (): Wiring<ClusterPorts> => {
    const wiring = wirings.getStore();
    if (!wiring) throw new Error('A phase was called outside of an invocation.');
    return wiring;
  };
  const forwarding: Wiring<ClusterPorts> = {
    now: () => current().now(),
    variables: {},
    connect: (cluster, run, name) => current().connect(cluster, run, name),
    configurationText: () => current().configurationText(),
    logger: (keys) => current().logger(keys),
    measure: (measurement) => current().measure(measurement),
  };
  Object.assign(deployedWiring, forwarding);
  Object.assign(clusterWiring, forwarding);
  const { handler } = (await import(`../../lambdas/${phase}/handler.ts`)) as { readonly handler: Handler };
  return handler;
}
