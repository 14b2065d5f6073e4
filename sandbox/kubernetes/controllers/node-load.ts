import type { Change } from '../api.ts';
import type { Node, Pod } from '../objects.ts';
import { keyOf } from './informer.ts';
import { isFinished } from './pod-facts.ts';
import { parseQuantity } from './quantity.ts';

/** What pods ask of a node: cores, bytes, and places. */
export interface Load {
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
}

const empty: Load = { cpu: 0, memory: 0, pods: 0 };

/** What the pods on each node have asked for, kept up by the pods' changes. */
export class NodeLoads {
  readonly #byNode = new Map<string, Load>();
  readonly #counted = new Map<string, { readonly nodeName: string; readonly load: Load }>();

  apply({ type, object }: Change): void {
    const pod = object as Pod;
    const key = keyOf(pod);
    const before = this.#counted.get(key);
    const nodeName = type === 'DELETED' || isFinished(pod) ? undefined : pod.spec.nodeName;
    if (before?.nodeName === nodeName) return;
    if (before) this.#add(before.nodeName, before.load, -1);
    this.#counted.delete(key);
    if (!nodeName) return;
    const load = requestsOf(pod);
    this.#counted.set(key, { nodeName, load });
    this.#add(nodeName, load, 1);
  }

  on(nodeName: string): Load {
    return this.#byNode.get(nodeName) ?? empty;
  }

  #add(nodeName: string, load: Load, sign: 1 | -1): void {
    const before = this.on(nodeName);
    this.#byNode.set(nodeName, {
      cpu: before.cpu + sign * load.cpu,
      memory: before.memory + sign * load.memory,
      pods: before.pods + sign * load.pods,
    });
  }
}

export function requestsOf(pod: Pod): Load {
  const total = (resource: string) =>
    pod.spec.containers.reduce((sum, { resources }) => sum + parseQuantity(resources?.requests?.[resource]), 0);
  return { cpu: total('cpu'), memory: total('memory'), pods: 1 };
}

/** What the node can give to pods; a node that does not say can give nothing. */
export function allocatableOf(node: Node): Load {
  const { allocatable, capacity } = node.status ?? {};
  const amount = (resource: string) => parseQuantity(allocatable?.[resource] ?? capacity?.[resource]);
  return { cpu: amount('cpu'), memory: amount('memory'), pods: amount('pods') };
}
