import { isJsonObject, valueAt } from './json-values.ts';
import type { KubeObject, LabelSelector } from './objects.ts';

/** autoscaling/v1 Scale: what the `scale` subresource reads and takes. */
export interface Scale extends KubeObject {
  spec: { replicas?: number };
  status?: { replicas: number; selector?: string };
}

export function readScale(object: KubeObject): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = valueAt(object, 'spec', 'selector');
  const replicas = Number(valueAt(object, 'spec', 'replicas') ?? 0);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name,
      ...(namespace !== undefined && { namespace }),
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(creationTimestamp !== undefined && { creationTimestamp }),
    },
    // Kubernetes leaves a 0 out.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: Number(valueAt(object, 'status', 'replicas') ?? 0),
      ...(isJsonObject(selector) && { selector: selectorText(selector) }),
    },
  };
}

/** A selector as `kubectl -l` takes it. */
export function selectorText(selector: LabelSelector): string {
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const others = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  });
  return [...equal, ...others].join(',');
}
