import type { RunIdentity } from '../aws/ports.ts';
import { compactTime } from '../domain/compact-time.ts';

/** `reports/dev/20261123T180000Z-stop-night-0412`, without the extension: sorts by time within a cluster. */
export function reportName({ cluster, startedAt, action, id }: RunIdentity): string {
  return `reports/${cluster.name}/${compactTime(startedAt)}-${action}-${id}`;
}
