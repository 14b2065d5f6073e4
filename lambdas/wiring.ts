import { Logger } from '@aws-lambda-powertools/logger';
import { readConfigurationFile } from '../src/config/read-configuration-file.ts';
import { type ConnectPorts, connectPorts } from './connect-ports.ts';
import { type Environment, readEnvironment } from './environment.ts';

/** What a handler is made of besides its step; tests hand in their own. */
export interface Wiring {
  /** The system's clock in production. */
  readonly now: () => Date;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly connect: ConnectPorts;
  readonly configurationText: () => string;
  /** A logger of one invocation, with keys on every line; never shared, because invocations may interleave. */
  readonly logger: (keys: Readonly<Record<string, string>>) => PassLogger;
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
function deployed(): Wiring {
  const now = () => new Date();
  const environment = once((): Environment => readEnvironment(process.env));
  const connect = once(() => connectPorts(environment(), now));
  const logger = once(() => new Logger({ serviceName: 'eks-scheduler', logLevel: environment().logLevel }));
  return {
    now,
    variables: process.env,
    connect: (cluster, run, phase) => connect()(cluster, run, phase),
    configurationText: once(() => readConfigurationFile(process.env)),
    logger: (keys) => passLogger(logger().createChild({ persistentKeys: { ...keys } })),
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

export const deployedWiring: Wiring = deployed();
