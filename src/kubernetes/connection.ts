import {
  AdmissionregistrationV1Api,
  AppsV1Api,
  AuthorizationV1Api,
  type Configuration,
  CoordinationV1Api,
  CoreV1Api,
  createConfiguration,
  DiscoveryV1Api,
  PolicyV1Api,
  type RequestContext,
  ServerConfiguration,
  StorageV1Api,
  VersionApi,
} from '@kubernetes/client-node';
import { Agent, type Dispatcher } from 'undici';
import { type ApiAction, type ApiFailure, connectionTrouble, errorFromApi, failureFromApi } from './errors-from-api.ts';

/** Where a cluster is, how to be known there, and whether changes are only tried. */
export interface ConnectOptions {
  /** Endpoint URL and the certificate authority (PEM bundle, base64), as EKS describes them. Asked once, and again when the cluster cannot be reached. */
  readonly describe: () => Promise<{ readonly endpoint: string; readonly certificateAuthority: string }>;
  /** A bearer token, asked for at each request: the caller caches and refreshes it. */
  readonly token: () => Promise<string>;
  readonly dryRun: boolean;
  /** The run has been there before: no connection now is an interruption, not a wrong address. */
  readonly wasReached?: boolean;
  /** Who asks, for the API server's audit log: `eks-scheduler/drain-nodes`. */
  readonly userAgent?: string;
  /** Connections at the most. Default 256: more than a drain may have requests in flight. */
  readonly concurrency?: number;
}

export interface Apis {
  readonly core: CoreV1Api;
  readonly apps: AppsV1Api;
  readonly admission: AdmissionregistrationV1Api;
  readonly authorization: AuthorizationV1Api;
  readonly coordination: CoordinationV1Api;
  readonly discovery: DiscoveryV1Api;
  readonly policy: PolicyV1Api;
  readonly storage: StorageV1Api;
  readonly version: VersionApi;
}

/**
 * Sends one request. `expected` may turn an answer that is not a 2xx into a value; what it leaves undefined, and every trouble of
 * the connection, is thrown as one of our named errors.
 */
export type Call<Reached = Apis> = <T>(
  action: ApiAction,
  request: (apis: Reached) => Promise<T>,
  expected?: (failure: ApiFailure) => T | undefined,
) => Promise<T>;

/** Our name in the objects' managedFields. */
export const fieldManager = 'eks-scheduler';

const listTimeoutMs = 60_000;
const requestTimeoutMs = 30_000;
const connectTimeoutMs = 10_000;

/**
 * Uses a connection again after a DELETE with a body. undici closes it, because some servers lose their place in it; the API server
 * reads that body, and a TLS handshake for each pod costs it more than the deletion.
 */
const keepAfterDelete: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) =>
  dispatch({ ...options, reset: false }, handler);

/** Connects at the first call, and keeps the connections for the next ones. */
export function connection(options: ConnectOptions): Call {
  return connectionTo(options, apisOf);
}

/** The same for other groups of the API than those that the phases use. */
export function connectionTo<Reached>(
  options: ConnectOptions,
  apisAt: (configuration: Configuration) => Reached,
): Call<Reached> {
  let opened: Promise<Reached> | undefined;
  const apis = () => {
    opened ??= open(options).then(apisAt);
    return opened;
  };

  return async (action, request, expected) => {
    const attempt = async () => request(await apis());
    try {
      return await attempt().catch((error: unknown) => {
        const trouble = connectionTrouble(error);
        // A Lambda that was frozen wakes with dead keep-alive sockets, and a cluster may have moved: once more, on a new
        // connection. Every change we send may be repeated (uid or version preconditions, guarded patches).
        if (!trouble || trouble.kind === 'timeout') throw error;
        if (trouble.kind !== 'lost') opened = undefined;
        return attempt();
      });
    } catch (error) {
      const failure = failureFromApi(error);
      const answer = failure && expected?.(failure);
      if (answer !== undefined && answer !== null) return answer;
      if (!failure) opened = undefined;
      throw errorFromApi(error, action, options.wasReached);
    }
  };
}

async function open(options: ConnectOptions): Promise<Configuration> {
  const { endpoint, certificateAuthority } = await options.describe();
  const agent = new Agent({
    connections: options.concurrency ?? 256,
    keepAliveTimeout: 30_000,
    // With HTTP/2 undici aborts the process on a DELETE that has a body, and ours have one (the uid precondition).
    allowH2: false,
    connect: { ca: Buffer.from(certificateAuthority, 'base64').toString('utf8'), timeout: connectTimeoutMs },
  }).compose(keepAfterDelete);
  return createConfiguration({
    baseServer: new ServerConfiguration(endpoint.replace(/\/$/, ''), {}),
    authMethods: {
      default: {
        getName: () => 'EKS token',
        applySecurityAuthentication: async (context: RequestContext) => {
          context.setHeaderParam('Authorization', `Bearer ${await options.token()}`);
          context.setHeaderParam('User-Agent', options.userAgent ?? fieldManager);
          // Without a dispatcher of ours the client opens a new TLS connection for each request.
          context.setDispatcher(agent);
          // The client itself would wait 300 s.
          const limit = context.getHttpMethod() === 'GET' ? listTimeoutMs : requestTimeoutMs;
          context.setSignal(AbortSignal.timeout(limit));
        },
      },
    },
  });
}

function apisOf(configuration: Configuration): Apis {
  return {
    core: new CoreV1Api(configuration),
    apps: new AppsV1Api(configuration),
    admission: new AdmissionregistrationV1Api(configuration),
    authorization: new AuthorizationV1Api(configuration),
    coordination: new CoordinationV1Api(configuration),
    discovery: new DiscoveryV1Api(configuration),
    policy: new PolicyV1Api(configuration),
    storage: new StorageV1Api(configuration),
    version: new VersionApi(configuration),
  };
}
