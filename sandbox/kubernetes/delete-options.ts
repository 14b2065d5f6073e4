import type { DeleteOptions } from './api.ts';
import { isJsonObject, valueAt } from './json-values.ts';

const policies = ['Orphan', 'Background', 'Foreground'] as const;

/** Reads a DeleteOptions as a request's body (or an Eviction) carries it; what is not there is left out. */
export function readDeleteOptions(body: unknown): DeleteOptions {
  if (!isJsonObject(body)) return {};
  const grace = body.gracePeriodSeconds;
  const policy = policies.find((candidate) => candidate === body.propagationPolicy);
  const uid = valueAt(body, 'preconditions', 'uid');
  const resourceVersion = valueAt(body, 'preconditions', 'resourceVersion');
  const isDryRun = Array.isArray(body.dryRun) && body.dryRun.includes('All');
  return {
    ...(typeof grace === 'number' && { gracePeriodSeconds: grace }),
    ...(policy && { propagationPolicy: policy }),
    ...(isDryRun && { dryRun: true }),
    preconditions: {
      ...(typeof uid === 'string' && { uid }),
      ...(typeof resourceVersion === 'string' && { resourceVersion }),
    },
  };
}
