import { Logger } from '@aws-lambda-powertools/logger';
import { readConfigurationFile } from '../src/config/read-configuration-file.ts';
import { embeddedMetrics } from '../src/metrics/embedded-metrics.ts';
import type { Measurement } from '../src/metrics/metrics.ts';
import { type ConnectPorts, connectPorts } from './connect-ports.ts';
import { type Environment, readEnvironment } from './environment.ts';
import type { AwsPorts } from './phase.ts';

/** What a handler is made of besides its step; tests hand in their own. */
export interface Wiring<Ports extends AwsPorts = AwsPorts> {
  /** The system's clock in production. */
  readonly now: () => Date;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly connect: ConnectPorts<Ports>;
  readonly configurationText: () => string;
  /** A logger of one invocation, with keys on every line; never shared, because invocations may interleave. */
  readonly logger: (keys: Readonly<Record<string, string>>) => PassLogger;
  readonly measure: (measurement: Measurement) => void;
}

export interface PassLogger {
  debug(message: string, detail?: Detail): void;
  info(message: string, detail?: Detail): void;
  warn(message: string, detail?: Detail): void;
  error(message: string, error: Error): void;
}

type Detail = Record<string, unknown>;

/**
 * The wiring of a deployed function: its environment, the real clients, the file beside the bundle. Each part is made when it is
 * first used, and kept as long as the Lambda environment lives.
 */
export function deployed<Ports extends AwsPorts>(
  connectWith: (environment: Environment, now: () => Date) => ConnectPorts<Ports>,
): Wiring<Ports> {
  const now = () => new Date();
  const environment = once((): Environment => readEnvironment(process.env));
  const connect = once(() => connectWith(environment(), now));
  const logger = once(() => new Logger({ serviceName: 'eks-scheduler', logLevel: environment().logLevel }));
  return {
    now,
    variables: process.env,
    connect: (cluster, run, phase) => connect()(cluster, run, phase),
    configurationText: once(() => readConfigurationFile(process.env)),
    logger: (keys) => passLogger(logger().createChild({ persistentKeys: { ...keys } })),
    // Not by the console: Lambda would wrap the line as a message, and CloudWatch would find no metrics in it.
    measure: (measurement) => void process.stdout.write(`${embeddedMetrics(measurement)}\n`),
  };
}

function passLogger(logger: Logger): PassLogger {
  return {
    debug: (message, detail = {}) => logger.debug(message, detail),
    info: (message, detail = {}) => logger.info(message, detail),
    warn: (message, detail = {}) => logger.warn(message, detail),
    error: (message, error) => logger.error(message, error),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** For the functions that ask AWS alone. Those that reach into a cluster have `clusterWiring`, which carries the Kubernetes client. */
export const deployedWiring: Wiring = deployed((environment, now) => connectPorts(environment, now, () => ({})));
