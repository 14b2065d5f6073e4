import { ServiceError } from '../../../service-error.ts';
import type { Need } from '../policy.ts';
import { dynamodbNeeds } from './dynamodb-needs.ts';
import { eksNeeds } from './eks-needs.ts';
import type { Input, Needs, RequestPlace } from './needs.ts';
import { s3Needs } from './s3-needs.ts';
import { lambdaNeeds, schedulerNeeds, snsNeeds, stsNeeds } from './service-needs.ts';
import { statesNeeds } from './states-needs.ts';

const services: Readonly<Record<string, Needs>> = {
  dynamodb: dynamodbNeeds,
  eks: eksNeeds,
  lambda: lambdaNeeds,
  s3: s3Needs,
  scheduler: schedulerNeeds,
  sns: snsNeeds,
  states: statesNeeds,
  sts: stsNeeds,
};

/** @throws {ServiceError} AccessDeniedException for an operation that is in no table, with the place where it belongs. */
export function needsOfRequest(
  { service, operation, input }: { readonly service: string; readonly operation: string; readonly input: unknown },
  place: RequestPlace,
): readonly Need[] {
  const needs = services[service] ?? {};
  const found = Object.hasOwn(needs, operation) ? needs[operation] : undefined;
  if (found) return found(typeof input === 'object' && input !== null ? (input as Input) : {}, place);
  throw new ServiceError(
    'AccessDeniedException',
    `The sandbox does not know which permission ${service}:${operation} needs: add it to sandbox/aws/iam/needs.`,
    403,
  );
}
