import { compactTime } from './compact-time.ts';

/** What Step Functions takes as the name of an execution. */
const longestName = 80;

/**
 * The name of an execution that a person starts: `shop-dev-stop-20261123T200005Z-3fa9`. Of one that is too long the cluster is cut: the time
 * and what is random keep it apart from every other.
 *
 * @param what The cluster, or `fleet`.
 * @param random Some letters and digits that no other start has.
 */
export function executionName(what: string, action: string, startedAt: string, random: string): string {
  const tail = `-${action}-${compactTime(startedAt)}-${random}`;
  return `${what.slice(0, longestName - tail.length)}${tail}`;
}
