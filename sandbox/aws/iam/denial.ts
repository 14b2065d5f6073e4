import { ServiceError } from '../../service-error.ts';
import type { Need, Verdict } from './policy.ts';

/** Which policy said no. */
export type PolicyKind = 'identity-based policy' | 'resource-based policy' | 'role trust policy';

/**
 * The words of AWS's services for a request that IAM does not allow.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function denialMessage(
  callerArn: string,
  { action, resource }: Need,
  outcome: Exclude<Verdict['outcome'], 'allowed'>,
  kind: PolicyKind,
): string {
  const about = `User: ${callerArn} is not authorized to perform: ${action}`;
  const isTrust = kind === 'role trust policy';
  // S3 puts the resource in quotes; a trust policy is the role's own, so the role is not named.
  const quoted = action.startsWith('s3:') ? `"${resource}"` : resource;
  const on = isTrust ? '' : ` on resource: ${quoted}`;
  if (outcome === 'denied') return `${about}${on} with an explicit deny in ${isTrust ? 'the' : article(kind)} ${kind}`;
  return `${about}${on} because no ${kind} allows the ${action} action`;
}

function article(kind: PolicyKind): string {
  return kind.startsWith('i') ? 'an' : 'a';
}

/** What each service calls it, and the status that it comes with; the others answer AccessDeniedException with 400. */
const codes: Readonly<Record<string, readonly [code: string, statusCode: number]>> = {
  eks: ['AccessDeniedException', 403],
  lambda: ['AccessDeniedException', 403],
  s3: ['AccessDenied', 403],
  scheduler: ['AccessDeniedException', 403],
  sns: ['AuthorizationError', 403],
  sts: ['AccessDenied', 403],
};

/**
 * The refusal as the service that was asked gives it: the missing action may be another service's.
 */
export function denial(
  service: string,
  { message, action }: { readonly message: string; readonly action: string },
): ServiceError {
  if (service === 'sns' && action.startsWith('kms:')) return new ServiceError('KMSAccessDenied', message);
  const [code, statusCode] = codes[service] ?? ['AccessDeniedException', 400];
  return new ServiceError(code, message, statusCode);
}
