import type { Lease, Node } from '../objects.ts';
import { type ControllerContext, nodeUser } from './controller-context.ts';
import { isKubeletSilent } from './node-rules.ts';
import type { Backoff } from './work-queue.ts';

const leases = 'leases.coordination.k8s.io';
const namespace = 'kube-node-lease';
const durationSeconds = 40;

/** A kubelet renews its lease each quarter of the lease's duration. */
const renewalMs = (durationSeconds * 1000) / 4;

/** A kubelet that cannot write its lease tries again each 7 s. */
const backoff: Backoff = { firstMs: 7000, longestMs: 7000 };

/**
 * Keeps a lease for each node. Renewals are computed when the lease is read, because a timer for each would never let simulated
 * time rest; only the last one, of the moment in which a kubelet fell silent, is written.
 */
export function startNodeLeases(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const silent = new Set<string>();
  const queue = context.queue(reconcile, backoff);
  context.feed(queue, 'nodes');
  context.on('nodes', ({ type, object }) => {
    if (type === 'DELETED') silent.delete(object.metadata.name);
  });
  api.showAs(leases, (stored) => {
    const node = informer.get<Node>('nodes', undefined, stored.metadata.name);
    if (stored.metadata.namespace !== namespace || !node || isKubeletSilent(node)) return stored;
    return { ...stored, spec: { ...(stored as Lease).spec, renewTime: renewTime(clock.now()) } };
  });

  function reconcile(nodeName: string): void {
    const node = informer.get<Node>('nodes', undefined, nodeName);
    if (!node) return;
    if (!informer.get(leases, namespace, nodeName)) {
      api.create(nodeUser(nodeName), leases, newLease(node, clock.now()));
    }
    if (!isKubeletSilent(node)) {
      silent.delete(nodeName);
    } else if (!silent.has(nodeName)) {
      silent.add(nodeName);
      api.edit<Lease>(nodeUser(nodeName), leases, namespace, nodeName, (live) => {
        live.spec = { ...live.spec, renewTime: renewTime(clock.now()) };
      });
    }
  }
}

function newLease(node: Node, now: number): Lease {
  const { name, uid = '' } = node.metadata;
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: durationSeconds, renewTime: renewTime(now) },
  };
}

/** The last renewal, in microseconds as a Lease has it. */
function renewTime(now: number): string {
  return new Date(Math.floor(now / renewalMs) * renewalMs).toISOString().replace('Z', '000Z');
}
