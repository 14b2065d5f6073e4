import { bootSecondsAnnotation } from '../aws/eks/node-object.ts';
import { isFinished } from '../kubernetes/controllers/pod-facts.ts';
import { createApi } from '../kubernetes/create-api.ts';
import { cloneJson } from '../kubernetes/json-values.ts';
import type { Job, KubeObject, Node, Pod, Service, Webhook, WebhookConfiguration } from '../kubernetes/objects.ts';
import { type ResourceType, resourceId } from '../kubernetes/resource-types.ts';
import { seedWorld } from '../kubernetes/seed-world.ts';
import { StandingClock } from '../kubernetes/standing-clock.ts';
import { missingObjects } from './missing-objects.ts';

/** One object of a world, as a real API server takes it. */
export interface PreparedObject {
  readonly type: ResourceType;
  readonly object: KubeObject;
  /** What its status must be: a pod that had finished in the world. */
  readonly status?: unknown;
}

/** What comes first; all else follows in between, and what can be in the way of the others comes last. */
const first = [
  'customresourcedefinitions.apiextensions.k8s.io',
  'namespaces',
  'serviceaccounts',
  'priorityclasses.scheduling.k8s.io',
  'storageclasses.storage.k8s.io',
  'persistentvolumes',
  'persistentvolumeclaims',
  'configmaps',
  'secrets',
  'services',
  'poddisruptionbudgets.policy',
  'nodes',
  'daemonsets.apps',
];
const last = [
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
];

/** What the control plane makes and keeps by itself. */
const madeByItself = new Set([
  'controllerrevisions.apps',
  'endpoints',
  'events',
  'leases.coordination.k8s.io',
  'csinodes.storage.k8s.io',
  'volumeattachments.storage.k8s.io',
  'certificatesigningrequests.certificates.k8s.io',
  // A backend of the API itself: the sandbox has none, and without it discovery would be incomplete.
  'apiservices.apiregistration.k8s.io',
]);

/**
 * Puts a world in the order in which a real API server takes it, in the same reading as the twin's (seedWorld): what owners make is
 * left to them, names that are only referred to are made, and what a server sets by itself is taken away. Nodes begin not Ready.
 *
 * @param webhookCaPem Replaces each caBundle that there is: the sandbox plays the pods behind the webhooks.
 */
export function prepareWorld(objects: readonly KubeObject[], webhookCaPem: string): PreparedObject[] {
  const api = createApi({ clock: new StandingClock(Date.now()), seed: 1 });
  seedWorld(api, [...objects, ...missingObjects(objects)]);
  const ids = api.resources().filter((id) => !madeByItself.has(id));
  return [...ids]
    .sort((one, other) => rank(one) - rank(other))
    .flatMap((id) => {
      const type = api.registry.find(id);
      return type
        ? api
            .list(id)
            .filter(isLoaded)
            .map((object) => prepared(type, object, webhookCaPem))
        : [];
    });
}

function rank(id: string): number {
  if (first.includes(id)) return first.indexOf(id) - first.length;
  return last.indexOf(id) + 1;
}

/** What an owner that is loaded too makes again, and Jobs that have done their work. */
function isLoaded({ kind, metadata, status }: KubeObject): boolean {
  if (kind === 'ReplicaSet') return !metadata.ownerReferences?.some((owner) => owner.kind === 'Deployment');
  const { conditions = [] } = (status as Job['status']) ?? {};
  return kind !== 'Job' || !conditions.some(({ type, status: is }) => type === 'Complete' && is === 'True');
}

function prepared(type: ResourceType, stored: KubeObject, webhookCaPem: string): PreparedObject {
  const object = cloneJson(stored);
  const { metadata, status } = object;
  for (const field of ['uid', 'resourceVersion', 'creationTimestamp', 'generation', 'managedFields', 'selfLink']) {
    delete metadata[field];
  }
  delete object.status;
  switch (resourceId(type)) {
    case 'nodes':
      beginNotReady(object as Node, status as Node['status']);
      break;
    case 'pods':
      beginAnew(object as Pod);
      break;
    case 'services':
      forgetAddress(object as Service);
      break;
    case 'jobs.batch':
      forgetSelector(object as Job);
      break;
    case 'persistentvolumeclaims':
    case 'persistentvolumes':
      forgetBinding(object);
      break;
    default:
      for (const webhook of (object as WebhookConfiguration).webhooks ?? []) makeCallable(webhook, webhookCaPem);
  }
  return { type, object, ...(stored.kind === 'Pod' && isFinished(stored as Pod) && { status }) };
}

/** As the kubelet registers it: with no condition at all the control plane would take it for a node to put pods on. */
function beginNotReady(node: Node, status: Node['status']): void {
  const { capacity, allocatable, addresses, nodeInfo } = status ?? {};
  const { name, labels, annotations } = node.metadata;
  node.metadata.annotations = { ...annotations, [bootSecondsAnnotation]: '0' };
  // Every kubelet says it; and kwok overlooks a node that has no label at all.
  node.metadata.labels = { 'kubernetes.io/hostname': name, ...labels };
  const isOfKubernetes = ({ key }: { key: string }) => key.startsWith('node.kubernetes.io/');
  node.spec = { ...node.spec, taints: (node.spec?.taints ?? []).filter((taint) => !isOfKubernetes(taint)) };
  node.status = {
    ...(capacity && { capacity }),
    ...(allocatable && { allocatable }),
    ...(addresses && { addresses }),
    ...(nodeInfo !== undefined && { nodeInfo }),
    conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }],
  };
}

/** The numbers are those of its class, which the server looks up. */
function beginAnew({ spec }: Pod): void {
  delete spec.priority;
  delete spec.preemptionPolicy;
}

function forgetAddress({ spec }: Service): void {
  if (spec.clusterIP === 'None') return;
  delete spec.clusterIP;
  delete spec.clusterIPs;
}

/** It names the uid that the Job had where it comes from. */
function forgetSelector({ spec }: Job): void {
  if (spec.manualSelector === true) return;
  delete spec.selector;
  const labels = spec.template.metadata?.labels ?? {};
  for (const label of ['controller-uid', 'batch.kubernetes.io/controller-uid']) delete labels[label];
}

function forgetBinding({ metadata, spec }: KubeObject): void {
  for (const key of Object.keys(metadata.annotations ?? {})) {
    if (key.startsWith('pv.kubernetes.io/')) delete metadata.annotations?.[key];
  }
  const { claimRef } = (spec ?? {}) as { readonly claimRef?: Record<string, unknown> };
  delete claimRef?.uid;
  delete claimRef?.resourceVersion;
}

/** The twin lets a hand-written world leave out what every webhook of a real cluster has. */
function makeCallable(webhook: Webhook, webhookCaPem: string): void {
  webhook.admissionReviewVersions ??= ['v1'];
  webhook.sideEffects ??= 'None';
  const { clientConfig } = webhook;
  if (clientConfig.caBundle) clientConfig.caBundle = Buffer.from(webhookCaPem).toString('base64');
}
