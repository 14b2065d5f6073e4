import type { KubeObject, Pod, PodTemplate, Webhook } from '../../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../../sandbox/world.ts';
import type { Place, Scenario } from './scenario.ts';
import type { Side } from './side.ts';

/** Makes the namespace and the node of a scenario, and in them its objects. @throws {Error} when one is refused. */
export async function prepare({ client, webhookCaPem }: Side, { objects }: Scenario, place: Place): Promise<void> {
  const { ns, node } = place;
  await client.mustSend('POST', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: ns, labels: { scenario: ns } },
  });
  await client.mustSend('POST', '/api/v1/nodes', aNode(node, ns));
  // The real controller makes it by itself, a moment later; pods cannot do without.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: ns } };
  await client.send('POST', `/api/v1/namespaces/${ns}/serviceaccounts`, account);
  for (const object of objects) {
    const placed = placedIn(place, object, webhookCaPem);
    await client.mustSend('POST', pathOf(placed), placed);
  }
}

function aNode(name: string, ns: string): KubeObject {
  const capacity = { cpu: '8', memory: '32Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { scenario: ns, 'kubernetes.io/hostname': name } },
    // As a kubelet registers: without a condition the control plane would take it for one to put pods on.
    status: {
      capacity,
      allocatable: capacity,
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      conditions: [{ type: 'Ready', status: 'False' }],
    },
  };
}

/** `/apis/apps/v1/namespaces/shop/deployments` */
export function pathOf({ apiVersion, kind, metadata }: KubeObject): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const plural = `${kind.toLowerCase().replace(/y$/, 'ie')}s`;
  return metadata.namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${metadata.namespace}/${plural}`;
}

const clusterWide = /^(Node|Namespace|PersistentVolume|.*WebhookConfiguration|Cluster.*)$/;

/** The object in the scenario's namespace and on its node, with what a webhook must trust there. */
export function placedIn(place: Place, object: KubeObject, webhookCaPem: string): KubeObject {
  const placed = JSON.parse(JSON.stringify(object).replaceAll('{ns}', place.ns).replaceAll('{node}', place.node));
  if (!clusterWide.test(placed.kind)) placed.metadata.namespace = place.ns;
  if (placed.kind === 'Pod') placePod(placed, place);
  else if (placed.spec?.template) placePod(placed.spec.template, place);
  for (const { clientConfig } of (placed.webhooks ?? []) as Webhook[]) {
    if (clientConfig.caBundle) clientConfig.caBundle = Buffer.from(webhookCaPem).toString('base64');
  }
  return placed;
}

function placePod(pod: Pod | PodTemplate, { ns }: Place): void {
  pod.spec.nodeSelector = { scenario: ns, ...pod.spec.nodeSelector };
  pod.metadata = { name: '', ...pod.metadata };
  pod.metadata.annotations = {
    [podBehaviour.startAfter]: '0',
    [podBehaviour.stopAfter]: '1',
    ...pod.metadata.annotations,
  };
}
