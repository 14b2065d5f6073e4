import type { EndpointSlice, KubeObject, Pod, Service } from '../objects.ts';
import { matchesLabelSelector } from '../selectors.ts';
import { type ControllerContext, controllerUser } from './controller-context.ts';
import { keyOf } from './informer.ts';
import { isFinished, isReady, isTerminating } from './pod-facts.ts';
import { controllerReference } from './pod-from-template.ts';

const user = controllerUser('endpointslice-controller');
const slices = 'endpointslices.discovery.k8s.io';

/** The value of `endpointslice.kubernetes.io/managed-by` on the slices that this controller makes. */
export const sliceManager = 'endpointslice-controller.k8s.io';

/** Keeps one slice for each Service with a selector; slices of Services without one are somebody else's. */
export function startEndpointSliceController(context: ControllerContext): void {
  const { api, informer, names } = context;
  const queue = context.queue(reconcile);
  context.feed(queue, 'services');
  context.on('pods', ({ object, old }) => {
    for (const service of informer.inNamespace<Service>('services', object.metadata.namespace)) {
      if (selects(service, object) || (old && selects(service, old))) queue.add(keyOf(service));
    }
  });
  context.on(slices, ({ type, object }) => {
    const owner = object.metadata.ownerReferences?.[0];
    if (type === 'DELETED' && owner?.kind === 'Service') queue.add(`${object.metadata.namespace}/${owner.name}`);
  });

  function reconcile(key: string): void {
    const service = informer.getByKey<Service>('services', key);
    if (!service || !hasSelector(service) || isTerminating(service)) return;
    const pods = informer
      .inNamespace<Pod>('pods', service.metadata.namespace)
      .filter((pod) => selects(service, pod) && pod.status?.podIP && !isFinished(pod))
      .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
    const content = {
      endpoints: pods.map((pod) => endpointOf(service, pod)),
      ports: portsOf(service, pods),
    };
    const [known] = informer.ownedBy<EndpointSlice>(slices, service.metadata.uid);
    if (!known) {
      api.create(user, slices, newSlice(service, names.suffix(), content));
      return;
    }
    api.edit<EndpointSlice>(user, slices, known.metadata.namespace, known.metadata.name, (live) => {
      Object.assign(live, content);
    });
  }
}

function hasSelector(service: Service): boolean {
  return Object.keys(service.spec.selector ?? {}).length > 0;
}

function selects(service: Service, pod: KubeObject): boolean {
  const { selector = {} } = service.spec;
  return hasSelector(service) && matchesLabelSelector({ matchLabels: selector }, pod.metadata.labels);
}

function endpointOf(service: Service, pod: Pod): EndpointSlice['endpoints'][number] {
  const serving = isReady(pod) || service.spec.publishNotReadyAddresses === true;
  const terminating = isTerminating(pod);
  const ready = service.spec.publishNotReadyAddresses === true || (serving && !terminating);
  const { name, namespace = '', uid = '' } = pod.metadata;
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: { ready, serving, terminating },
    ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

/** Ports that any pod resolves; a named target port that no container has is left out, as the real controller does. */
function portsOf(service: Service, pods: readonly Pod[]): EndpointSlice['ports'] {
  return (service.spec.ports ?? []).flatMap(({ name = '', port, targetPort = port, protocol = 'TCP' }) => {
    const number = typeof targetPort === 'number' ? targetPort : containerPort(pods, targetPort);
    return pods.length > 0 && number !== undefined ? [{ name, port: number, protocol }] : [];
  });
}

function containerPort(pods: readonly Pod[], name: string): number | undefined {
  for (const { spec } of pods) {
    for (const { ports = [] } of spec.containers) {
      const named = (ports as { name?: string; containerPort?: number }[]).find((port) => port.name === name);
      if (named?.containerPort) return named.containerPort;
    }
  }
  return /^\d+$/.test(name) ? Number(name) : undefined;
}

function newSlice(
  service: Service,
  suffix: string,
  content: Pick<EndpointSlice, 'endpoints' | 'ports'>,
): EndpointSlice {
  const { name, namespace } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${suffix}`,
      generateName: `${name}-`,
      ...(namespace && { namespace }),
      labels: {
        ...service.metadata.labels,
        'kubernetes.io/service-name': name,
        'endpointslice.kubernetes.io/managed-by': sliceManager,
      },
      ownerReferences: [controllerReference({ ...service, apiVersion: 'v1', kind: 'Service' })],
    },
    addressType: 'IPv4',
    ...content,
  };
}
