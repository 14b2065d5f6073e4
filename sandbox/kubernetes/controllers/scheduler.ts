import type { User } from '../api.ts';
import { equalJson } from '../json-values.ts';
import type { KubeObject, Node, Pod } from '../objects.ts';
import { withCondition } from './conditions.ts';
import type { ControllerContext } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { reasonAgainst, toleratesCordon } from './node-fit.ts';
import { NodeLoads, requestsOf } from './node-load.ts';
import { isActive } from './pod-facts.ts';
import { tryEach } from './try-each.ts';
import type { Backoff } from './work-queue.ts';

const user: User = { name: 'system:kube-scheduler', groups: ['system:authenticated'] };

/** kube-scheduler's podInitialBackoff and podMaxBackoff. */
const backoff: Backoff = { firstMs: 1000, longestMs: 10_000 };

/**
 * Binds Pending pods, the most important first, each to the node with the fewest pods among those that can take it. A pod that no
 * node can take waits until a node changes in its favour.
 */
export function startScheduler(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const loads = new NodeLoads();
  const waiting = new Set<string>();
  const unschedulable = new Set<string>();
  const betterNodes = new Set<string>();
  const round = context.queue(scheduleRound, backoff);

  context.on('pods', (change) => {
    loads.apply(change);
    const pod = change.object as Pod;
    if (change.type !== 'DELETED' && isUnbound(pod)) {
      // Its own condition, written below, is no reason to try it again.
      if (!unschedulable.has(keyOf(pod))) enter(keyOf(pod));
      return;
    }
    waiting.delete(keyOf(pod));
    unschedulable.delete(keyOf(pod));
    if (pod.spec.nodeName && (change.type === 'DELETED' || !isActive(pod))) freed(pod.spec.nodeName);
  });
  context.on('nodes', ({ type, object, old }) => {
    if (type === 'ADDED' || (type === 'MODIFIED' && mayHelp(object as Node, old as Node))) freed(object.metadata.name);
  });

  function enter(key: string): void {
    waiting.add(key);
    round.add('round');
  }

  function freed(nodeName: string): void {
    if (unschedulable.size === 0) return;
    betterNodes.add(nodeName);
    round.add('round');
  }

  function scheduleRound(): void {
    reconsider();
    const pods = [...waiting].flatMap((key) => informer.getByKey<Pod>('pods', key) ?? []);
    pods.sort((left, right) => (right.spec.priority ?? 0) - (left.spec.priority ?? 0));
    const nodes = informer.list<Node>('nodes');
    tryEach(pods, (pod) => schedule(pod, nodes));
  }

  /** Unschedulable pods that one of the nodes that changed could take now have another try. */
  function reconsider(): void {
    const nodes = [...betterNodes].flatMap((name) => informer.get<Node>('nodes', undefined, name) ?? []);
    betterNodes.clear();
    if (nodes.length === 0) return;
    // In a drain every node is cordoned and thousands of pods wait: almost none of them has to be held against any node.
    const open = nodes.filter((node) => !node.spec?.unschedulable);
    for (const key of unschedulable) {
      const pod = informer.getByKey<Pod>('pods', key);
      if (!pod) continue;
      const reason = reasonsAgainst(pod);
      if (!(toleratesCordon(pod) ? nodes : open).some((node) => reason(node) === null)) continue;
      unschedulable.delete(key);
      waiting.add(key);
    }
  }

  function schedule(pod: Pod, nodes: readonly Node[]): void {
    const reasons = new Map<string, number>();
    let best: string | undefined;
    const reason = reasonsAgainst(pod);
    for (const node of nodes) {
      const against = reason(node);
      const { name } = node.metadata;
      if (against) reasons.set(against, (reasons.get(against) ?? 0) + 1);
      else if (best === undefined || loads.on(name).pods < loads.on(best).pods) best = name;
    }
    if (best === undefined) {
      waiting.delete(keyOf(pod));
      unschedulable.add(keyOf(pod));
      sayUnschedulable(pod, unschedulableMessage(nodes.length, reasons));
    } else {
      api.create(user, 'pods', bindingOf(pod, best), { subresource: 'binding' });
    }
  }

  function reasonsAgainst(pod: Pod): (node: Node) => string | null {
    const requested = requestsOf(pod);
    return (node) => reasonAgainst(pod, node, loads.on(node.metadata.name), requested);
  }

  function sayUnschedulable(pod: Pod, message: string): void {
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message } as const;
    api.edit<Pod>(
      user,
      'pods',
      pod.metadata.namespace,
      pod.metadata.name,
      (live) => {
        live.status = { ...live.status, conditions: withCondition(live.status?.conditions, condition, clock.now()) };
      },
      { subresource: 'status' },
    );
  }
}

function isUnbound(pod: Pod): boolean {
  const gates = pod.spec.schedulingGates as readonly unknown[] | undefined;
  return !pod.spec.nodeName && isActive(pod) && !gates?.length;
}

/** A node that only became worse, or wrote its status, makes no pod schedulable. */
function mayHelp(node: Node, old: Node): boolean {
  return (
    !equalJson(node.spec, old.spec) ||
    !equalJson(node.metadata.labels, old.metadata.labels) ||
    !equalJson(node.status?.allocatable, old.status?.allocatable)
  );
}

function bindingOf(pod: Pod, nodeName: string): KubeObject {
  const { name, namespace, uid } = pod.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, ...(namespace && { namespace }), ...(uid && { uid }) },
    target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
  };
}

function unschedulableMessage(nodes: number, reasons: ReadonlyMap<string, number>): string {
  const counted = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  return nodes === 0 ? 'no nodes available to schedule pods' : `0/${nodes} nodes are available: ${counted.join(', ')}.`;
}
