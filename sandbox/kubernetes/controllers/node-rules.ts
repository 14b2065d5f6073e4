import type { Node, PodSpec } from '../objects.ts';
import { matchesLabelSelector, meetsExpression } from '../selectors.ts';
import { findCondition } from './conditions.ts';

export type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
export type Toleration = NonNullable<PodSpec['tolerations']>[number];

/** Where the simulated kubelet of a node has fallen silent (value `1`). */
export const kubeletStoppedLabel = 'sandbox.eks-scheduler.io/kubelet-stopped';

export const taints = {
  notReady: 'node.kubernetes.io/not-ready',
  unreachable: 'node.kubernetes.io/unreachable',
  unschedulable: 'node.kubernetes.io/unschedulable',
} as const;

export function isNodeReady(node: Node | undefined): boolean {
  return findCondition(node?.status?.conditions, 'Ready')?.status === 'True';
}

export function isKubeletSilent(node: Node): boolean {
  return node.metadata.labels?.[kubeletStoppedLabel] === '1';
}

export function taintsOf(node: Node): readonly Taint[] {
  return node.spec?.taints ?? [];
}

export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return (tolerations ?? []).some((toleration) => matchesTaint(toleration, taint));
}

export function matchesTaint(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  if (toleration.operator === 'Exists') return true;
  return Boolean(toleration.key) && (toleration.value ?? '') === (taint.value ?? '');
}

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

interface NodeSelectorTerm {
  readonly matchExpressions?: readonly Requirement[];
  readonly matchFields?: readonly Requirement[];
}

/** nodeSelector and the required node affinity; what is only preferred is not looked at. */
export function wantsNode(spec: PodSpec, node: Node): boolean {
  if (!matchesLabelSelector({ matchLabels: spec.nodeSelector ?? {} }, node.metadata.labels)) return false;
  const terms = requiredTerms(spec);
  return terms === undefined || terms.some((term) => meetsTerm(term, node));
}

function requiredTerms(spec: PodSpec): readonly NodeSelectorTerm[] | undefined {
  const affinity = spec.affinity as
    | { nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms?: NodeSelectorTerm[] } } }
    | undefined;
  return affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}

function meetsTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  // A term without a requirement matches no node.
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => meets(requirement, node.metadata.labels?.[requirement.key])) &&
    matchFields.every((requirement) => requirement.key === 'metadata.name' && meets(requirement, node.metadata.name))
  );
}

/** Node affinity knows two operators more than label selectors do. */
function meets({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
    case 'NotIn':
    case 'Exists':
    case 'DoesNotExist':
      return meetsExpression(operator, values, value);
    case 'Gt':
      return Number(value) > Number(values[0]);
    default:
      return operator === 'Lt' && Number(value) < Number(values[0]);
  }
}
