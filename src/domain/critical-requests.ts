/**
 * The requests that must get through for nodes to join and for pods to leave, whatever a policy says. A webhook that may refuse one
 * of them while its pods are gone keeps a sleeping cluster asleep, or its pods Terminating.
 *
 * Not here on purpose: services, ingresses, namespaces, and pods of applications. Their senders try again until the webhook is back.
 */
export interface CriticalRequest {
  readonly purpose: 'bootstrap' | 'drain';
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly group: string;
  readonly resource: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly kind: string;
  readonly place: Place;
  readonly labels: ObjectLabels;
  readonly by: Sender;
  readonly why: string;
}

/**
 * Where the object is: cluster-scoped, in one of the two system namespaces, in the namespace of the webhook's own pods (a webhook
 * that keeps its own pods from starting never comes back), or in any namespace.
 */
export type Place = 'cluster' | 'kube-system' | 'kube-node-lease' | 'backend' | 'anywhere';

/** Which labels the object carries: none, any at all, those of kube-system's DaemonSets, or those of the webhook's own pods. */
export type ObjectLabels = 'none' | 'any' | 'system-daemon-sets' | 'backend';

/** Who sends the request, as match conditions see it; username null where it differs from cluster to cluster. */
export interface Sender {
  readonly username: string | null;
  readonly groups: readonly string[];
}

const kubelet: Sender = {
  username: 'system:node:a-node',
  groups: ['system:bootstrappers', 'system:nodes', 'system:authenticated'],
};
const scheduler: Sender = { username: 'system:kube-scheduler', groups: ['system:authenticated'] };
const controllerManager: Sender = { username: 'system:kube-controller-manager', groups: ['system:authenticated'] };
/** What EKS runs beside the cluster (node removal, approval of certificates), under names of its own. */
const eks: Sender = { username: null, groups: ['system:authenticated'] };
/** This scheduler: the access entry's user name is the session's ARN. */
const ourselves: Sender = { username: null, groups: ['eks-scheduler', 'system:authenticated'] };

function controller(name: string): Sender {
  return {
    username: `system:serviceaccount:kube-system:${name}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
}

type Subject = Pick<CriticalRequest, 'group' | 'resource' | 'subresource' | 'kind'>;

/** `pods/status`, `leases.coordination.k8s.io`: as in a rule, the group behind the resource. */
function subject(kind: string, path: string): Subject {
  const [name = '', subresource = ''] = path.split('/');
  const dot = name.indexOf('.');
  return {
    kind,
    group: dot < 0 ? '' : name.slice(dot + 1),
    resource: dot < 0 ? name : name.slice(0, dot),
    subresource,
  };
}

const node = subject('Node', 'nodes');
const nodeStatus = subject('Node', 'nodes/status');
const request = subject('CertificateSigningRequest', 'certificatesigningrequests.certificates.k8s.io');
const csiNode = subject('CSINode', 'csinodes.storage.k8s.io');
const lease = subject('Lease', 'leases.coordination.k8s.io');
const pod = subject('Pod', 'pods');
const podStatus = subject('Pod', 'pods/status');
const attachment = subject('VolumeAttachment', 'volumeattachments.storage.k8s.io');

type Operation = CriticalRequest['operation'];

function ask(
  purpose: CriticalRequest['purpose'],
  operations: readonly Operation[],
  what: Subject,
  where: { readonly place: Place; readonly labels?: ObjectLabels },
  senders: readonly Sender[],
  why: string,
): CriticalRequest[] {
  return operations.flatMap((operation) =>
    senders.map((by) => ({ purpose, operation, ...what, place: where.place, labels: where.labels ?? 'none', by, why })),
  );
}

/** A node group's own labels are on its nodes, so a selector may well pick them. */
const cluster = { place: 'cluster' } as const;
const anyNode = { place: 'cluster', labels: 'any' } as const;
const anyPod = { place: 'anywhere', labels: 'any' } as const;

const nodesJoin: readonly CriticalRequest[] = [
  ...ask('bootstrap', ['CREATE', 'UPDATE'], node, anyNode, [kubelet], 'the kubelet registers its node'),
  ...ask('bootstrap', ['UPDATE'], nodeStatus, anyNode, [kubelet], 'the kubelet reports its node Ready'),
  ...ask(
    'bootstrap',
    ['UPDATE'],
    node,
    anyNode,
    [controller('node-controller'), eks],
    'controllers take the startup taints off a node',
  ),
  ...ask('bootstrap', ['CREATE'], request, cluster, [kubelet], 'the kubelet asks for its certificate'),
  ...ask(
    'bootstrap',
    ['UPDATE'],
    { ...request, subresource: 'approval' },
    cluster,
    [eks],
    'the certificate of a kubelet is approved',
  ),
  ...ask(
    'bootstrap',
    ['UPDATE'],
    { ...request, subresource: 'status' },
    cluster,
    [eks, controller('certificate-controller')],
    'the certificate of a kubelet is issued',
  ),
  ...ask('bootstrap', ['CREATE', 'UPDATE'], csiNode, cluster, [kubelet], 'the kubelet registers volume drivers'),
  ...ask('bootstrap', ['CREATE', 'UPDATE'], lease, { place: 'kube-node-lease' }, [kubelet], 'the kubelet heartbeats'),
  ...ask(
    'bootstrap',
    ['CREATE', 'UPDATE'],
    lease,
    { place: 'kube-system' },
    [controllerManager, scheduler],
    'the scheduler and the controllers keep their leadership',
  ),
];

const startingPlaces = ['kube-system', 'backend'] as const;

/** What every pod needs to start, for kube-system's pods and for the webhook's own. */
const podsStart: readonly CriticalRequest[] = [
  ...ask(
    'bootstrap',
    ['CREATE'],
    pod,
    { place: 'kube-system', labels: 'system-daemon-sets' },
    [controller('daemon-set-controller')],
    'DaemonSets of kube-system start on a new node',
  ),
  ...ask(
    'bootstrap',
    ['CREATE'],
    pod,
    { place: 'kube-system' },
    [controller('replicaset-controller')],
    'kube-system gets its pods (CoreDNS, …)',
  ),
  ...ask(
    'bootstrap',
    ['CREATE'],
    pod,
    { place: 'backend', labels: 'backend' },
    [controller('replicaset-controller')],
    "the webhook's own pods start",
  ),
  ...startingPlaces.flatMap((place) => [
    ...ask('bootstrap', ['CREATE'], subject('Pod', 'pods/binding'), { place }, [scheduler], 'pods get their node'),
    ...ask(
      'bootstrap',
      ['CREATE'],
      subject('ServiceAccount', 'serviceaccounts/token'),
      { place },
      [kubelet],
      'the kubelet fetches tokens for pods',
    ),
    ...ask(
      'bootstrap',
      ['CREATE', 'UPDATE'],
      subject('EndpointSlice', 'endpointslices.discovery.k8s.io'),
      { place },
      [controller('endpointslice-controller')],
      'the pods behind a service become its endpoints',
    ),
  ]),
  ...ask('bootstrap', ['UPDATE'], podStatus, { place: 'kube-system' }, [kubelet], 'the kubelet reports pods Ready'),
  ...ask(
    'bootstrap',
    ['UPDATE'],
    podStatus,
    { place: 'backend', labels: 'backend' },
    [kubelet],
    "the kubelet reports the webhook's own pods Ready",
  ),
];

const systemWorkloads: readonly CriticalRequest[] = (
  [
    ['DaemonSet', 'daemonsets.apps', 'daemon-set-controller', 'system-daemon-sets'],
    ['Deployment', 'deployments.apps', 'deployment-controller', 'none'],
    ['ReplicaSet', 'replicasets.apps', 'deployment-controller', 'none'],
  ] as const
).flatMap(([kind, path, name, labels]) => [
  ...ask(
    'bootstrap',
    ['CREATE', 'UPDATE'],
    subject(kind, path),
    { place: 'kube-system', labels },
    [controller(name), ourselves],
    `the ${kind}s of kube-system are kept in order`,
  ),
  ...ask(
    'bootstrap',
    ['UPDATE'],
    subject(kind, `${path}/status`),
    { place: 'kube-system', labels },
    [controller(name)],
    `the ${kind}s of kube-system report their state`,
  ),
]);

const podsLeave: readonly CriticalRequest[] = [
  ...ask('drain', ['UPDATE'], node, anyNode, [ourselves], 'nodes are cordoned'),
  ...ask('drain', ['DELETE'], node, anyNode, [eks, controller('node-controller')], 'nodes are removed'),
  // The body of an eviction carries no labels of the pod.
  ...ask('drain', ['CREATE'], subject('Pod', 'pods/eviction'), { place: 'anywhere' }, [ourselves], 'pods are evicted'),
  ...ask(
    'drain',
    ['DELETE'],
    pod,
    anyPod,
    [ourselves, kubelet, controller('pod-garbage-collector')],
    'pods that ended are removed',
  ),
  ...ask(
    'drain',
    ['UPDATE'],
    pod,
    anyPod,
    [controller('job-controller'), controller('replicaset-controller')],
    'controllers take their finalizers off pods',
  ),
  ...ask(
    'drain',
    ['UPDATE'],
    podStatus,
    anyPod,
    [kubelet, controller('pod-garbage-collector')],
    'pods are reported ended',
  ),
  ...['', '/status'].flatMap((end) =>
    ask(
      'drain',
      ['UPDATE'],
      subject('VolumeAttachment', `volumeattachments.storage.k8s.io${end}`),
      cluster,
      [controller('attachdetach-controller')],
      'volumes are detached',
    ),
  ),
  ...ask('drain', ['DELETE'], attachment, cluster, [controller('attachdetach-controller')], 'volumes are detached'),
];

/** Bootstrap first: where an entry can do both, that is the worse. */
export const criticalRequests: readonly CriticalRequest[] = [
  ...nodesJoin,
  ...podsStart,
  ...systemWorkloads,
  ...podsLeave,
];
