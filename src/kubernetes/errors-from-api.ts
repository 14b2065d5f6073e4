import { ApiException } from '@kubernetes/client-node';
import {
  AccessDeniedError,
  ClusterUnreachableError,
  ObjectRefusedError,
  SchedulerError,
  TransientError,
} from '../domain/errors.ts';

/** What was asked of the API server, in the words of a ClusterRole, so that a refusal can say what to grant. */
export interface ApiAction {
  readonly verb: 'get' | 'list' | 'patch' | 'create' | 'delete';
  /** `nodes`, `pods/eviction`. */
  readonly resource: string;
  /** API group, `''` for the core group. */
  readonly group: string;
  /** The object, for the message; absent for lists. */
  readonly name?: string;
}

/** An answer of the API server that is not a 2xx, taken apart. */
export interface ApiFailure {
  readonly status: number;
  /** The Status object's reason, or null where the answer was plain text. */
  readonly reason: string | null;
  readonly message: string;
  /** `details.causes[].reason`: what tells a budget's 429 from throttling. */
  readonly causes: readonly string[];
  readonly retryAfterSeconds: number | null;
}

/** Takes the client's exception apart; null when the error is not an answer of the API server. */
export function failureFromApi(error: unknown): ApiFailure | null {
  if (!(error instanceof ApiException)) return null;
  const status = parseStatus(error.body);
  const headers: Readonly<Record<string, string>> = error.headers;
  return {
    status: error.code,
    reason: status?.reason ?? null,
    message: status?.message ?? (typeof error.body === 'string' ? error.body.trim() : ''),
    causes: (status?.details?.causes ?? []).flatMap((cause) => cause.reason ?? []),
    retryAfterSeconds: status?.details?.retryAfterSeconds ?? wholeSeconds(headers['retry-after']),
  };
}

interface StatusBody {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string }[]; readonly retryAfterSeconds?: number };
}

/** The body is a string for most calls; throttling by API priority and fairness answers plain text. */
function parseStatus(body: unknown): StatusBody | null {
  if (typeof body === 'object' && body !== null) return body;
  if (typeof body !== 'string' || !body.startsWith('{')) return null;
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

function wholeSeconds(header: string | undefined): number | null {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) : null;
}

/** True for a webhook's refusal and for one that could not be called. */
export function isWebhookFailure(failure: ApiFailure): boolean {
  return failure.message.includes('failed calling webhook') || isWebhookDenial(failure);
}

/** True when a webhook was called and said no: it is alive. */
export function isWebhookDenial(failure: ApiFailure): boolean {
  return /admission webhook "[^"]+" denied/.test(failure.message);
}

/**
 * True where a `test` of a JSON patch failed: somebody else changed the object. The API server answers 422 to it, as to an object that
 * breaks a rule of its kind, but names a cause for the latter alone.
 */
export function isFailedTest({ status, causes }: ApiFailure): boolean {
  return status === 422 && causes.length === 0;
}

/**
 * Turns whatever a call threw into one of our errors; what is ours already stays as it is.
 *
 * @param wasReached The API server answered before: that nobody listens is a restart, and passes.
 */
export function errorFromApi(error: unknown, action: ApiAction, wasReached = false): Error {
  if (error instanceof SchedulerError) return error;
  const failure = failureFromApi(error);
  return failure ? errorFromFailure(failure, action, error) : errorFromConnection(error, action, wasReached);
}

function errorFromFailure(failure: ApiFailure, action: ApiAction, cause: unknown): Error {
  const what = `Kubernetes answered ${failure.status} to "${describe(action)}": ${failure.message || 'no message'}.`;
  if (isWebhookDenial(failure)) {
    const cure =
      'Exempt the group eks-scheduler from that policy, or list the webhook under webhooks.always in the configuration.';
    return new AccessDeniedError(what, cure, { cause });
  }
  if (failure.status === 401) {
    // EKS's authenticator says 401 as well when STS throttles it, and for some seconds after an access entry was made.
    const cure =
      'It is retried; if it stays, give the cluster an access entry for the scheduler’s role with the Kubernetes group eks-scheduler.';
    return new TransientError(what, cure, { cause });
  }
  if (failure.status === 403) {
    const group = action.group === '' ? 'the core API group' : `API group ${action.group}`;
    const cure = `Grant verb ${action.verb} on ${action.resource} (${group}) to the Kubernetes group eks-scheduler in its ClusterRole.`;
    return new AccessDeniedError(what, cure, { cause });
  }
  if (failure.status === 429 || failure.status === 409 || failure.status >= 500) {
    return new TransientError(what, 'It is retried; if it stays, look at the API server’s health and load.', { cause });
  }
  if (failure.status === 422) {
    const cure =
      'The object breaks a rule of the API server as it stands, whoever changes it: mend what the message names, then redrive.';
    return new ObjectRefusedError(what, cure, { cause });
  }
  return new SchedulerError(what, 'Look at the object named and at the API server’s audit log, then redrive.', {
    cause,
  });
}

const unreachableCodes = new Set([
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);
/** The resolver or the network did not answer in time: mostly they do a little later. */
const notConnectedCodes = new Set(['EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const lostCodes = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_CLOSED']);

export interface ConnectionTrouble {
  /**
   * `unreachable`: no connection can be made. `refused`: nobody listens there. `not-connected`: none was made this time. `lost`: it broke under the request.
   * `timeout`: no answer in time.
   */
  readonly kind: 'unreachable' | 'refused' | 'not-connected' | 'lost' | 'timeout';
  readonly words: string;
}

/** Says what is wrong with the connection; null where it is something else that went wrong. */
export function connectionTrouble(error: unknown): ConnectionTrouble | null {
  // Told by its fields: an error of Node's own may come from another realm, where instanceof does not know it.
  for (let link: unknown = error, depth = 0; isErrorLike(link) && depth < 5; link = link.cause, depth += 1) {
    const words = link.message;
    if (link.name === 'TimeoutError' || link.name === 'AbortError') return { kind: 'timeout', words };
    const kind = kindOfCode(typeof link.code === 'string' ? link.code : '');
    if (kind) return { kind, words };
  }
  return null;
}

function kindOfCode(code: string): ConnectionTrouble['kind'] | null {
  if (unreachableCodes.has(code) || /^(ERR_TLS|ERR_SSL|CERT_)/.test(code)) return 'unreachable';
  if (code === 'ECONNREFUSED') return 'refused';
  if (notConnectedCodes.has(code)) return 'not-connected';
  if (lostCodes.has(code)) return 'lost';
  return /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code) ? 'timeout' : null;
}

function isErrorLike(
  value: unknown,
): value is { readonly name: unknown; readonly message: string; readonly code?: unknown; readonly cause?: unknown } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

const endpointAccess =
  'the cluster’s endpoint access, and for a private endpoint that the functions are placed in its VPC with a security group that it admits';

function errorFromConnection(error: unknown, action: ApiAction, wasReached: boolean): Error {
  const trouble = connectionTrouble(error);
  const what = describe(action);
  if (trouble?.kind === 'unreachable' || (trouble?.kind === 'refused' && !wasReached)) {
    return new ClusterUnreachableError(
      `No connection to the Kubernetes API server for "${what}": ${trouble.words}.`,
      `Check ${endpointAccess}.`,
      { cause: error },
    );
  }
  if (trouble?.kind === 'not-connected' || trouble?.kind === 'refused') {
    return new TransientError(
      `No connection to the Kubernetes API server for "${what}" this time: ${trouble.words}.`,
      `It is retried; if it stays, check ${endpointAccess}.`,
      { cause: error },
    );
  }
  if (trouble) {
    const how = trouble.kind === 'timeout' ? 'No answer in time' : 'The connection broke';
    return new TransientError(`${how} for "${what}": ${trouble.words}.`, 'It is retried.', { cause: error });
  }
  return error instanceof Error
    ? error
    : new Error(isErrorLike(error) ? error.message : String(error), { cause: error });
}

function describe(action: ApiAction): string {
  return [action.verb, action.resource, action.name].filter(Boolean).join(' ');
}
