import { readFileSync } from 'node:fs';

/** One request as the API server's audit log has it. */
export interface AuditedRequest {
  readonly verb: string;
  readonly apiGroup: string;
  /** `pods`, `pods/eviction`; empty where no resource was asked for (`/version`). */
  readonly resource: string;
  readonly statusCode: number;
  readonly user: string;
  readonly groups: readonly string[];
  readonly userAgent: string;
  /** RBAC refused it: a 403 may also come from a webhook, a budget or a namespace. */
  readonly isForbidden: boolean;
}

interface AuditEvent {
  readonly verb: string;
  readonly userAgent?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly user: { readonly username?: string; readonly groups?: readonly string[] };
  readonly objectRef?: { readonly apiGroup?: string; readonly resource?: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** What has been asked of a real API server, in order, but for what the control plane asks itself. */
export function readAuditLog(file: string): AuditedRequest[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last line may be in the middle of being written.
  return lines.slice(0, -1).map((line) => {
    const { verb, user, userAgent, annotations, objectRef = {}, responseStatus } = JSON.parse(line) as AuditEvent;
    const { resource = '', subresource } = objectRef;
    return {
      verb,
      apiGroup: objectRef.apiGroup ?? '',
      resource: subresource ? `${resource}/${subresource}` : resource,
      statusCode: responseStatus?.code ?? 0,
      user: user.username ?? '',
      groups: user.groups ?? [],
      userAgent: userAgent ?? '',
      isForbidden: annotations?.['authorization.k8s.io/decision'] === 'forbid',
    };
  });
}
