import type { Answer } from '../kubernetes/http/api-request.ts';
import { ServiceError } from '../service-error.ts';
import type { FaultService } from './fault.ts';

type Refusal = 'throttled' | 'throttled-retry-after' | 'server-error' | 'denied';

const throttles: Partial<Record<FaultService, readonly [string, number]>> = {
  dynamodb: ['ProvisionedThroughputExceededException', 400],
  eks: ['ThrottlingException', 429],
  s3: ['SlowDown', 503],
  sns: ['Throttling', 400],
  sts: ['Throttling', 400],
};
const serverErrors: Partial<Record<FaultService, readonly [string, number]>> = {
  dynamodb: ['InternalServerError', 500],
  eks: ['ServerException', 500],
  s3: ['InternalError', 500],
};
const denials: Partial<Record<FaultService, readonly [string, number]>> = {
  s3: ['AccessDenied', 403],
  sts: ['AccessDenied', 403],
};

/** A refusal as that service of AWS words it. */
export function awsRefusal(service: FaultService, kind: Refusal): ServiceError {
  if (kind === 'denied') {
    const [code, status] = denials[service] ?? ['AccessDeniedException', 400];
    return new ServiceError(code, 'User is not authorized to perform this action', status);
  }
  if (kind === 'server-error') {
    const [code, status] = serverErrors[service] ?? ['InternalFailure', 500];
    return new ServiceError(code, 'The request processing has failed because of an internal error.', status);
  }
  const [code, status] = throttles[service] ?? ['ThrottlingException', 400];
  const headers = kind === 'throttled-retry-after' ? { 'retry-after': '1' } : {};
  return new ServiceError(code, 'Rate exceeded', status, {}, headers);
}

/** A refusal as the API server words it; throttling as its priority and fairness does, in plain text. */
export function kubernetesRefusal(kind: Refusal): Answer {
  if (kind === 'denied') return statusAnswer(403, 'Forbidden', 'access denied by a fault');
  if (kind === 'server-error') return statusAnswer(500, 'InternalError', 'etcdserver: leader changed');
  const headers = kind === 'throttled-retry-after' ? { 'retry-after': '1' } : {};
  return { code: 429, body: 'Too many requests, please try again later.\n', headers };
}

function statusAnswer(code: number, reason: string, message: string): Answer {
  return { code, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code } };
}
