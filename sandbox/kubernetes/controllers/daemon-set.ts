import { equalJson } from '../json-values.ts';
import type { DaemonSet, Node, Pod, PodSpec } from '../objects.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyFrom, keyOf } from './informer.ts';
import { type Taint, type Toleration, taints, taintsOf, tolerates, wantsNode } from './node-rules.ts';
import { controllerOf, isFinished, isReady, isTerminating } from './pod-facts.ts';
import { podFromTemplate } from './pod-from-template.ts';
import { templateHash } from './template-hash.ts';
import { tryEach } from './try-each.ts';

const user = controllerUser('daemon-set-controller');
const daemonSets = 'daemonsets.apps';

/**
 * Keeps one pod of each DaemonSet on each node that is for it. A node that is new or has changed brings all of them back at
 * once, however long they had to back off.
 */
export function startDaemonSetController(context: ControllerContext): void {
  const { api, informer } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, daemonSets);
  context.on('nodes', ({ type, object, old }) => {
    if (type === 'MODIFIED' && !matters(object as Node, old as Node | undefined)) return;
    for (const set of informer.list<DaemonSet>(daemonSets)) queue.add(keyOf(set));
  });
  context.on('pods', ({ object }) => {
    const owner = controllerOf(object);
    if (owner?.kind === 'DaemonSet') queue.add(keyFrom(object.metadata.namespace, owner.name));
  });

  function reconcile(key: string): void {
    const set = informer.getByKey<DaemonSet>(daemonSets, key);
    if (!set || isTerminating(set)) return;
    const pods = podsByTarget(informer.podsOf(set.metadata.uid));
    const nodes = informer.list<Node>('nodes');
    try {
      tryEach(nodes, (node) => place(set, node, pods.get(node.metadata.name) ?? []));
      tryEach(strayPods(pods), (pod) => api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name));
    } finally {
      writeStatus(set);
    }
  }

  /** Pods for a node that went before they were bound to it; those that were bound are PodGC's. */
  function strayPods(pods: ReadonlyMap<string, readonly Pod[]>): readonly Pod[] {
    const isStray = (pod: Pod) => !pod.spec.nodeName && !isTerminating(pod);
    return [...pods].flatMap(([target, made]) =>
      informer.get('nodes', undefined, target) ? [] : made.filter(isStray),
    );
  }

  function place(set: DaemonSet, node: Node, pods: readonly Pod[]): void {
    const { shouldRun, mayStay } = eligibility(set.spec.template.spec, node);
    const [kept, ...surplus] = pods.filter((pod) => !isTerminating(pod));
    const leaving = kept && (!mayStay || isFinished(kept)) ? [kept, ...surplus] : surplus;
    for (const pod of leaving) api.delete(user, 'pods', pod.metadata.namespace, pod.metadata.name);
    // A pod that is on its way out keeps its place: a node never runs two.
    if (shouldRun && pods.length === 0) api.create(user, 'pods', daemonPod(set, node, context.names.suffix()));
  }

  function writeStatus(set: DaemonSet): void {
    const wanted = informer.list<Node>('nodes').filter((node) => eligibility(set.spec.template.spec, node).shouldRun);
    const names = new Set(wanted.map((node) => node.metadata.name));
    const pods = informer.podsOf(set.metadata.uid).filter((pod) => names.has(targetOf(pod) ?? ''));
    const ready = pods.filter((pod) => isReady(pod) && !isTerminating(pod)).length;
    const { namespace, name } = set.metadata;
    api.edit<DaemonSet>(
      user,
      daemonSets,
      namespace,
      name,
      (live) => {
        live.status = {
          observedGeneration: live.metadata.generation ?? 1,
          desiredNumberScheduled: names.size,
          currentNumberScheduled: pods.length,
          updatedNumberScheduled: pods.length,
          numberReady: ready,
          numberAvailable: ready,
          numberMisscheduled: 0,
        };
      },
      { subresource: 'status' },
    );
  }
}

/** Whether the DaemonSet wants a pod there, and whether one that is there may go on (NoSchedule drives nobody out). */
export function eligibility(template: PodSpec, node: Node): { readonly shouldRun: boolean; readonly mayStay: boolean } {
  if (!wantsNode(template, node)) return { shouldRun: false, mayStay: false };
  const tolerations = daemonTolerations(template);
  const isBarred = (taint: Taint, effect: string) => taint.effect === effect && !tolerates(tolerations, taint);
  const mayStay = !taintsOf(node).some((taint) => isBarred(taint, 'NoExecute'));
  return { mayStay, shouldRun: mayStay && !taintsOf(node).some((taint) => isBarred(taint, 'NoSchedule')) };
}

/** The template's tolerations, and those that the controller adds. A not-ready NoSchedule taint is not among them. */
function daemonTolerations(template: PodSpec): readonly Toleration[] {
  const tolerated = (key: string, effect: string): Toleration => ({ key, operator: 'Exists', effect });
  return [
    ...(template.tolerations ?? []),
    tolerated(taints.notReady, 'NoExecute'),
    tolerated(taints.unreachable, 'NoExecute'),
    tolerated('node.kubernetes.io/disk-pressure', 'NoSchedule'),
    tolerated('node.kubernetes.io/memory-pressure', 'NoSchedule'),
    tolerated('node.kubernetes.io/pid-pressure', 'NoSchedule'),
    tolerated(taints.unschedulable, 'NoSchedule'),
    ...(template.hostNetwork ? [tolerated('node.kubernetes.io/network-unavailable', 'NoSchedule')] : []),
  ];
}

function daemonPod(set: DaemonSet, node: Node, suffix: string): Pod {
  const generateName = `${set.metadata.name}-`;
  const pod = podFromTemplate(set, set.spec.template, {
    name: generateName + suffix,
    generateName,
    labels: { 'controller-revision-hash': templateHash(set.spec.template), 'pod-template-generation': '1' },
  });
  const term = { matchFields: [{ key: 'metadata.name', operator: 'In', values: [node.metadata.name] }] };
  const required = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } };
  pod.spec.affinity = { ...pod.spec.affinity, nodeAffinity: required };
  pod.spec.tolerations = [...daemonTolerations(set.spec.template.spec)];
  return pod;
}

/** The node that a DaemonSet's pod is on, or made for. */
function targetOf(pod: Pod): string | undefined {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const [term] =
    (
      pod.spec.affinity as
        | {
            nodeAffinity?: {
              requiredDuringSchedulingIgnoredDuringExecution?: {
                nodeSelectorTerms?: { matchFields?: { values?: string[] }[] }[];
              };
            };
          }
        | undefined
    )?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  return term?.matchFields?.[0]?.values?.[0];
}

function podsByTarget(pods: readonly Pod[]): Map<string, Pod[]> {
  const byTarget = new Map<string, Pod[]>();
  for (const pod of pods) {
    const target = targetOf(pod) ?? '';
    byTarget.set(target, [...(byTarget.get(target) ?? []), pod]);
  }
  return byTarget;
}

function matters(node: Node, old: Node | undefined): boolean {
  return !equalJson(node.spec, old?.spec) || !equalJson(node.metadata.labels, old?.metadata.labels);
}
