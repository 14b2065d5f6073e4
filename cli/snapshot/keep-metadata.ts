import type { PlainObject } from '../../src/kubernetes/list-objects.ts';
import { type Fields, fieldsOf, filled, listOf, pick } from './fields.ts';
import type { Tally } from './tally.ts';

/** Marks of the scheduler, and what tells the sandbox how a thing behaves. */
const oursByPrefix = ['eks-scheduler.io/', 'sandbox.eks-scheduler.io/'];
/** Their being there is all that a night looks at. */
const markers = ['kubernetes.io/config.mirror', 'argocd.argoproj.io/tracking-id'];

/** Names, labels and owners. Of the annotations only those that a night looks at: others may hold anything. */
export function keepMetadata(metadata: PlainObject['metadata'], tally: Tally): PlainObject['metadata'] {
  const owners = listOf(metadata.ownerReferences).map((owner) =>
    pick(owner, 'apiVersion', 'kind', 'name', 'uid', 'controller'),
  );
  return {
    ...pick(metadata, 'name', 'namespace', 'deletionTimestamp'),
    name: metadata.name,
    ...filled({
      labels: metadata.labels,
      annotations: keepAnnotations(metadata.annotations, tally),
      ownerReferences: owners,
    }),
  };
}

/** Of a pod template, which has no name. */
export function keepTemplateMetadata(metadata: unknown, tally: Tally): Fields {
  const { labels, annotations } = fieldsOf(metadata);
  return filled({ labels, annotations: keepAnnotations(annotations, tally) });
}

function keepAnnotations(annotations: unknown, tally: Tally): Fields | null {
  const entries = Object.entries(fieldsOf(annotations));
  const ours = entries.filter(([key]) => oursByPrefix.some((prefix) => key.startsWith(prefix)));
  const marked = entries.filter(([key]) => markers.includes(key)).map(([key]) => [key, '']);
  tally.count('annotations', entries.length - ours.length - marked.length);
  return ours.length + marked.length > 0 ? Object.fromEntries([...ours, ...marked]) : null;
}
