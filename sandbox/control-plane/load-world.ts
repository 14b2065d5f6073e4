import { isKubeletSilent, isNodeReady } from '../kubernetes/controllers/node-rules.ts';
import type { KubeObject, Node } from '../kubernetes/objects.ts';
import { type ResourceType, resourceId } from '../kubernetes/resource-types.ts';
import { type ClusterClient, messageOf } from './cluster-client.ts';
import type { PreparedObject } from './prepare-world.ts';

/** Kinds without which it would be another night. Of all others a refusal is a note. */
const essential = new Set([
  'namespaces',
  'nodes',
  'pods',
  'services',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'jobs.batch',
  'poddisruptionbudgets.policy',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
]);

const inFlight = 20;
const retryMs = 300;
/** Until a kind that was just declared is served, and a namespace that was just made takes pods. */
const patienceMs = 10_000;
const nodesMs = 30_000;

/**
 * Creates a prepared world, kind after kind. What is there already stays as it is.
 *
 * @returns What was refused, in words for the person whose world it is.
 * @throws {Error} when an object is refused without which it would be another night.
 */
export async function loadWorld(client: ClusterClient, objects: readonly PreparedObject[]): Promise<string[]> {
  const notes: string[] = [];
  for (const group of groupsOfOneKind(objects)) {
    const waiting = [...group];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const refusal = await createPatiently(client, next);
        if (refusal === null) continue;
        const { kind, metadata } = next.object;
        const note = `${kind} ${metadata.namespace ? `${metadata.namespace}/` : ''}${metadata.name} was refused: ${refusal}`;
        if (essential.has(resourceId(next.type))) throw new Error(note);
        notes.push(note);
      }
    };
    await Promise.all(Array.from({ length: Math.min(inFlight, group.length) }, work));
    // Pods would all go to the node that is ready first.
    if (group[0]?.object.kind === 'Node') await waitForNodes(client);
  }
  return notes;
}

/** Until none is on its way to be Ready: a silent kubelet's never is. */
async function waitForNodes(client: ClusterClient): Promise<void> {
  for (const deadline = performance.now() + nodesMs; performance.now() < deadline; ) {
    const nodes = (await client.list('/api/v1/nodes')).items as Node[];
    if (nodes.every((node) => isKubeletSilent(node) || (isNodeReady(node) && !isTaintedNotReady(node)))) return;
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

function isTaintedNotReady({ spec }: Node): boolean {
  return spec?.taints?.some(({ key }) => key === 'node.kubernetes.io/not-ready') ?? false;
}

function groupsOfOneKind(objects: readonly PreparedObject[]): PreparedObject[][] {
  const groups: PreparedObject[][] = [];
  for (const object of objects) {
    const group = groups.at(-1);
    if (group?.[0]?.type === object.type) group.push(object);
    else groups.push([object]);
  }
  return groups;
}

/** Null when it is there, else why not. */
async function createPatiently(
  client: ClusterClient,
  { type, object, status }: PreparedObject,
): Promise<string | null> {
  const path = collectionPath(type, object);
  for (const deadline = performance.now() + patienceMs; ; ) {
    const { statusCode, body } = await client.send('POST', path, object);
    const isCreated = statusCode === 201;
    if (isCreated && status !== undefined) {
      const { name } = object.metadata;
      await client.mustSend('PATCH', `${path}/${name}/status`, { status });
    }
    if (isCreated || statusCode === 409) return null;
    // Not served yet; no service account yet.
    const mayPass = statusCode === 404 || (statusCode === 403 && /serviceaccount/.test(messageOf(body)));
    if (!mayPass || performance.now() > deadline) return messageOf(body);
    await new Promise((resolve) => setTimeout(resolve, retryMs));
  }
}

/** `/apis/apps/v1/namespaces/shop/deployments` */
export function collectionPath(type: ResourceType, object: KubeObject): string {
  const root = type.group ? `/apis/${object.apiVersion}` : `/api/${object.apiVersion}`;
  const namespace = type.isNamespaced ? `/namespaces/${object.metadata.namespace ?? 'default'}` : '';
  return `${root}${namespace}/${type.plural}`;
}
