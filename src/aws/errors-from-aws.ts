import { AccessDeniedError, SchedulerError, TransientError } from '../domain/errors.ts';

const deniedNames = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationErrorException',
  'KMSAccessDeniedException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
]);
const transientNames = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'ProvisionedThroughputExceededException',
  'LimitExceededException',
  'SlowDown',
  'ServiceUnavailableException',
  'ServerException',
  'InternalServerError',
  'RequestTimeout',
  'TimeoutError',
  'ExpiredToken',
  'ExpiredTokenException',
]);
const brokenSocketCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Sends one call and turns its failure into one of our named errors.
 *
 * @param action As IAM spells it, `eks:UpdateNodegroupConfig`: it is what a policy would have to allow.
 */
export async function callAws<T>(action: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw errorFromAws(error, action);
  }
}

/**
 * Throttling, 5xx, timeouts and broken sockets → TransientError; a missing permission → AccessDeniedError that names the action;
 * what is ours already, and anything else, stays as it is and so is not retried.
 */
export function errorFromAws(error: unknown, action: string): Error {
  if (error instanceof SchedulerError) return error;
  if (!isErrorLike(error)) return new Error(String(error));
  if (deniedNames.has(error.name)) {
    return new AccessDeniedError(
      `AWS refused ${action}: ${error.message}.`,
      `Allow ${action} for the role that the message names, in its own policy and in any boundary or service control policy.`,
      { cause: error },
    );
  }
  if (isTransient(error)) {
    return new TransientError(`${action} failed for now: ${error.name}: ${error.message}.`, 'It is retried.', {
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(error.message, { cause: error });
}

/** Told by its fields: an error of Node's own may come from another realm, where instanceof does not know it. */
interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
}

function isErrorLike(value: unknown): value is ErrorLike {
  const isObject = typeof value === 'object' && value !== null && 'name' in value && 'message' in value;
  return isObject && typeof value.name === 'string' && typeof value.message === 'string';
}

function isTransient(error: ErrorLike): boolean {
  const code = typeof error.code === 'string' ? error.code : '';
  return transientNames.has(error.name) || brokenSocketCodes.has(code) || httpStatusOf(error) >= 500;
}

function httpStatusOf(error: ErrorLike): number {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return Number(metadata.httpStatusCode ?? 0);
}

/** True for an SDK error of that name; instanceof fails when two copies of a client are bundled. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
