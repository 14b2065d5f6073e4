import { equalJson } from '../json-values.ts';
import type { Node, Pod } from '../objects.ts';
import { kubeTime } from '../prepare-object.ts';
import { findCondition, withCondition } from './conditions.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { isKubeletSilent, isNodeReady, type Taint, taints, taintsOf } from './node-rules.ts';
import { isReady } from './pod-facts.ts';
import { setReady } from './pod-status.ts';

const user = controllerUser('node-controller');

/** kube-controller-manager's --node-monitor-grace-period. */
const monitorGraceMs = 50_000;

const managedTaints = new Set<string>(Object.values(taints));

/**
 * Turns what is known of a node into its taints, and a kubelet's silence into Ready=Unknown after 50 s, its pods not Ready. While no
 * node at all is Ready, nobody is driven out (master disruption mode): the fault is then more likely on this side.
 */
export function startNodeLifecycleController(context: ControllerContext): void {
  const { api, clock, informer } = context;
  const silentSince = new Map<string, number>();
  const readyNodes = new Set<string>();
  const queue = context.queue(reconcile);
  context.feed(queue, 'nodes');
  context.on('nodes', ({ type, object }) => {
    const node = object as Node;
    const { name } = node.metadata;
    const hadReady = readyNodes.size > 0;
    if (type === 'DELETED') silentSince.delete(name);
    if (type !== 'DELETED' && isNodeReady(node)) readyNodes.add(name);
    else readyNodes.delete(name);
    if (hadReady === readyNodes.size > 0) return;
    for (const other of informer.list<Node>('nodes')) queue.add(other.metadata.name);
  });

  function reconcile(name: string): void {
    const node = informer.get<Node>('nodes', undefined, name);
    if (!node) return;
    if (isKubeletSilent(node)) noticeSilence(node);
    else silentSince.delete(name);
    writeTaints(informer.get<Node>('nodes', undefined, name) ?? node);
  }

  function noticeSilence(node: Node): void {
    const { name } = node.metadata;
    const since = silentSince.get(name) ?? clock.now();
    silentSince.set(name, since);
    if (clock.now() < since + monitorGraceMs) {
      queue.addAt(name, since + monitorGraceMs);
      return;
    }
    if (findCondition(node.status?.conditions, 'Ready')?.status !== 'Unknown') markUnknown(name);
    for (const pod of informer.podsOn(name).filter(isReady)) {
      const { namespace, name: podName } = pod.metadata;
      const forget = (live: Pod) => setReady(live, false, clock.now());
      api.edit<Pod>(user, 'pods', namespace, podName, forget, { subresource: 'status' });
    }
  }

  function markUnknown(name: string): void {
    const unknown = {
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    } as const;
    api.edit<Node>(
      user,
      'nodes',
      undefined,
      name,
      (live) => {
        const types = new Set([...(live.status?.conditions ?? []).map(({ type }) => type), 'Ready']);
        const conditions = [...types].reduce(
          (all, type) => withCondition(all, { type, ...unknown }, clock.now()),
          live.status?.conditions ?? [],
        );
        live.status = { ...live.status, conditions };
      },
      { subresource: 'status' },
    );
  }

  function writeTaints(node: Node): void {
    const others = taintsOf(node).filter((taint) => !managedTaints.has(taint.key));
    const wanted = [...others, ...wantedTaints(node, readyNodes.size > 0, clock.now())];
    if (equalJson(wanted, taintsOf(node))) return;
    api.edit<Node>(user, 'nodes', undefined, node.metadata.name, (live) => {
      live.spec = { ...live.spec, taints: wanted };
      if (wanted.length === 0) delete live.spec.taints;
    });
  }
}

function wantedTaints(node: Node, isAnyReady: boolean, now: number): Taint[] {
  const taint = (key: string, effect: string): Taint =>
    taintsOf(node).find((known) => known.key === key && known.effect === effect) ?? {
      key,
      effect,
      timeAdded: kubeTime(now),
    };
  const wanted = node.spec?.unschedulable ? [taint(taints.unschedulable, 'NoSchedule')] : [];
  if (isNodeReady(node)) return wanted;
  const isUnknown = findCondition(node.status?.conditions, 'Ready')?.status === 'Unknown';
  const key = isUnknown ? taints.unreachable : taints.notReady;
  wanted.push(taint(key, 'NoSchedule'));
  if (isAnyReady) wanted.push(taint(key, 'NoExecute'));
  return wanted;
}
