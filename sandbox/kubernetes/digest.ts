import { createHash } from 'node:crypto';
import type { Api } from './api.ts';
import { canonicalJson } from './json-values.ts';

/** What the cluster writes about itself, and says nothing of its state. */
const uncounted = new Set(['events', 'leases.coordination.k8s.io']);

/**
 * A hash of everything that is stored, but for Events and Leases: equal when nothing was written in between, resource versions
 * included.
 */
export function digest(api: Pick<Api, 'list'> & { resources(): readonly string[] }): string {
  const hash = createHash('sha256');
  for (const resource of api.resources()) {
    if (uncounted.has(resource)) continue;
    for (const object of api.list(resource)) hash.update(`${resource} ${canonicalJson(object)}\n`);
  }
  return hash.digest('hex');
}
