import { type AuditedRequest, readAuditLog } from '../../sandbox/control-plane/read-audit-log.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import type { Pass } from './own-drain-function.ts';
import type { Order } from './perfect-plan.ts';
import type { RequestCounts } from './request-kind.ts';
import type { RealSandbox } from './start-bench-cluster.ts';

export const contestants = ['ours', 'floor', 'deletes', 'kubectl'] as const;
export type Contestant = (typeof contestants)[number];

/** How the floor's requests are sent. */
export interface Firepower {
  readonly order: Order;
  /** Requests in flight. */
  readonly concurrency: number;
}

/** One contestant's drain of one cluster, made for it. */
export interface Turn {
  readonly contestant: Contestant;
  /** What there is to say of the turn. */
  readonly how: string;
  /** Of those who fire; else null. */
  readonly firepower: Firepower | null;
  /** Until it says that it is done: ours by the answer of its last pass, the floor when it sees no pod. */
  readonly seconds: number;
  readonly pods: number;
  /** Requests of the user, from the audit log, by kind; null where they are not told from the bench's own. */
  readonly requests: RequestCounts | null;
  /** Evictions answered 429. */
  readonly refused: number;
  readonly peakMemoryMb: number | null;
  readonly cpuSeconds: number | null;
  readonly passes?: readonly Pass[];
  /** Cores that were busy just before it, when the cluster had come to rest: with what other programs did. */
  readonly busyCoresBefore: number;
}

/** What the phases' group has asked since `from` lines of the audit log, watches aside. */
export function auditedSince(
  { kubernetes }: RealSandbox,
  from: number,
): { readonly requests: Record<string, number>; readonly refused: number } {
  const asked = ownRequests(readAuditLog(kubernetes.controlPlane.auditLog).slice(from));
  const requests: Record<string, number> = {};
  for (const { verb, resource } of asked) {
    const kind = `${verb} ${resource || 'other'}`;
    requests[kind] = (requests[kind] ?? 0) + 1;
  }
  const refused = asked.filter(({ resource, statusCode }) => resource === 'pods/eviction' && statusCode === 429).length;
  return { requests, refused };
}

/** How many lines the audit log has. */
export function auditLength({ kubernetes }: RealSandbox): number {
  return readAuditLog(kubernetes.controlPlane.auditLog).length;
}

function ownRequests(requests: readonly AuditedRequest[]): AuditedRequest[] {
  return requests.filter(({ groups, verb }) => groups.includes(accessGroup) && verb !== 'watch');
}
