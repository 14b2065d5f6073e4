import { AccessDeniedError, SchedulerError, TransientError } from '../domain/errors.ts';

const deniedNames = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'UnauthorizedOperation',
  'AuthorizationErrorException',
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
  if (!(error instanceof Error)) return new Error(String(error));
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
  return error;
}

function isTransient(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return transientNames.has(error.name) || brokenSocketCodes.has(code) || httpStatusOf(error) >= 500;
}

function httpStatusOf(error: Error): number {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return Number(metadata.httpStatusCode ?? 0);
}

/** True for an SDK error of that name; instanceof fails when two copies of a client are bundled. */
export function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
