import { few } from './few.ts';
import type { Node, Pod } from './kubernetes-objects.ts';

/** A node group as far as it tells whether it has stopped. */
export interface StoppingGroup {
  readonly name: string;
  readonly status: string;
  readonly desiredSize: number;
  readonly healthIssues: readonly { readonly code: string; readonly message: string }[];
}

/**
 * What keeps a cluster from being stopped. Only `orphans` does no harm: their nodes are gone, and Kubernetes removes
 * them in about a minute.
 */
export interface StillRunning {
  readonly groups: readonly StoppingGroup[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly orphans: readonly Pod[];
}

/**
 * Looks for what is left of these node groups: a desired size, a node that carries a group's label, a pod that is
 * bound to one.
 */
export function whatStillRuns(
  groups: readonly StoppingGroup[],
  nodes: readonly Node[],
  pods: readonly Pod[],
): StillRunning {
  const names = new Set(groups.map(({ name }) => name));
  const left = nodes.filter(({ nodeGroup }) => nodeGroup !== null && names.has(nodeGroup));
  const leftNames = new Set(left.map(({ name }) => name));
  const allNames = new Set(nodes.map(({ name }) => name));
  return {
    groups: groups.filter(({ desiredSize }) => desiredSize > 0),
    nodes: left,
    pods: pods.filter(({ nodeName }) => nodeName !== null && leftNames.has(nodeName)),
    orphans: pods.filter(({ nodeName }) => nodeName !== null && !allNames.has(nodeName)),
  };
}

/** Names what is left, with the words of EKS for a group that is not well: they say why a node does not go. */
export function describeRunning({ groups, nodes, pods }: StillRunning, all: readonly StoppingGroup[]): string {
  const issues = all
    .filter((group) => group.healthIssues.length > 0 && concerns(group, groups, nodes))
    .flatMap(({ name, healthIssues }) =>
      healthIssues.map(({ code, message }) => `node group ${name} reports ${code}: ${message}`),
    );
  return [
    ...few(
      groups.map(
        ({ name, desiredSize, status }) => `node group ${name} (${status}) has a desired size of ${desiredSize}`,
      ),
    ),
    ...few(nodes.map(({ name, nodeGroup, ready }) => `node ${name} of ${nodeGroup} is there (Ready ${ready})`)),
    ...few(pods.map(({ namespace, name, nodeName }) => `pod ${namespace}/${name} is on ${nodeName}`)),
    ...few(issues),
  ].join('; ');
}

function concerns({ name }: StoppingGroup, groups: readonly StoppingGroup[], nodes: readonly Node[]): boolean {
  return groups.some((group) => group.name === name) || nodes.some(({ nodeGroup }) => nodeGroup === name);
}
