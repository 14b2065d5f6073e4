import { ServiceError } from '../service-error.ts';

/** The sandbox never answers success for what it does not do. SDK clients do not retry a 501. */
export function notImplemented(service: string, operation: string): ServiceError {
  return new ServiceError('NotImplemented', `The sandbox does not implement ${service} ${operation}.`, 501);
}
