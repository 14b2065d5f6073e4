import { jest } from '@jest/globals';
import { readAuditLog } from '../../sandbox/control-plane/read-audit-log.ts';
import { StatusError } from '../../sandbox/kubernetes/status-error.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import type { RealKubernetes } from '../../sandbox/start-real-kubernetes.ts';
import type { Night } from './a-night.ts';
import { isTwin } from './plane.ts';

/** A creation that the API server refused. */
export interface Refusal {
  /** `nodes`, `pods/eviction` */
  readonly resource: string;
  readonly statusCode: number;
}

/**
 * Writes down from now on which creations the API server refuses. (A real one is not asked what its own controllers tried: its audit
 * log leaves them out.)
 */
export function followRefusals({ sandbox: { kubernetes } }: Night): () => Refusal[] {
  if (isTwin(kubernetes)) return refusedByTwin(kubernetes);
  const { auditLog } = (kubernetes as RealKubernetes).controlPlane;
  return () =>
    readAuditLog(auditLog)
      .filter(({ verb, statusCode }) => verb === 'create' && statusCode >= 400)
      .map(({ resource, statusCode }) => ({ resource, statusCode }));
}

function refusedByTwin({ api }: TwinKubernetes): () => Refusal[] {
  const create = jest.spyOn(api, 'create');
  return () =>
    create.mock.results.flatMap(({ type, value }, index) => {
      if (type !== 'throw' || !(value instanceof StatusError)) return [];
      const [, resource = '', , { subresource } = {}] = create.mock.calls[index] ?? [];
      return [{ resource: subresource ? `${resource}/${subresource}` : resource, statusCode: value.code }];
    });
}
