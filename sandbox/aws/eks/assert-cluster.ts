import { ServiceError } from '../../service-error.ts';
import type { EksState } from './descriptions.ts';

/** @throws {ServiceError} as EKS says it of a cluster that it does not know. */
export function assertCluster(state: EksState, name: string | undefined): void {
  if (name !== state.cluster.name) throw notFound(`No cluster found for name: ${name}.`);
}

export function notFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message, 404);
}
