import type { V1LabelSelector } from '@kubernetes/client-node';
import type { LabelSelector } from '../domain/kubernetes-objects.ts';

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/** An absent selector becomes the empty one, which matches everything. */
export function selectorFromApi(selector: V1LabelSelector | undefined): LabelSelector {
  return {
    ...(selector?.matchLabels ? { matchLabels: selector.matchLabels } : {}),
    ...(selector?.matchExpressions
      ? {
          matchExpressions: selector.matchExpressions.map(({ key, operator, values }) => ({
            key,
            // The API server admits only these four.
            operator: operators.find((known) => known === operator) ?? 'In',
            ...(values ? { values } : {}),
          })),
        }
      : {}),
  };
}
