import {
  AdmissionregistrationV1Api,
  AppsV1Api,
  BatchV1Api,
  CoreV1Api,
  DiscoveryV1Api,
  type KubernetesListObject,
  type KubernetesObject,
  PolicyV1Api,
  SchedulingV1Api,
} from '@kubernetes/client-node';
import { type Call, type ConnectOptions, connectionTo } from './connection.ts';
import { listPages, type PageRequest } from './list-pages.ts';

/** An object as it goes over the wire: dates are text. Lists leave apiVersion and kind out of their items; here they are. */
export interface PlainObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences?: readonly PlainOwner[];
    readonly deletionTimestamp?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

export interface PlainOwner {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
}

/** More than the phases use: their bundles do not carry it. */
interface ListedApis {
  readonly admission: AdmissionregistrationV1Api;
  readonly apps: AppsV1Api;
  readonly batch: BatchV1Api;
  readonly core: CoreV1Api;
  readonly discovery: DiscoveryV1Api;
  readonly policy: PolicyV1Api;
  readonly scheduling: SchedulingV1Api;
}

export type CallLists = Call<ListedApis>;

/** Connects at the first list. */
export function connectToLists(options: ConnectOptions): CallLists {
  return connectionTo(options, (configuration) => ({
    admission: new AdmissionregistrationV1Api(configuration),
    apps: new AppsV1Api(configuration),
    batch: new BatchV1Api(configuration),
    core: new CoreV1Api(configuration),
    discovery: new DiscoveryV1Api(configuration),
    policy: new PolicyV1Api(configuration),
    scheduling: new SchedulingV1Api(configuration),
  }));
}

/** A kind of object of which all in the cluster can be listed. */
export interface ListedKind {
  readonly kind: string;
  readonly apiVersion: string;
  /** Plural, and the API group, as a ClusterRole names them. */
  readonly resource: string;
  readonly group: string;
  /** The phases read it too: whoever has their rights may list it. */
  readonly isOfPhases: boolean;
  readonly list: (apis: ListedApis, page: PageRequest) => Promise<KubernetesListObject<KubernetesObject>>;
}

function listed(
  apiVersion: string,
  kind: string,
  resource: string,
  list: ListedKind['list'],
  isOfPhases = true,
): ListedKind {
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
  return { kind, apiVersion, resource, group, isOfPhases, list };
}

const admission = 'admissionregistration.k8s.io/v1';

/** What a night depends on, in the order in which a file reads best. Secrets and ConfigMaps are not among it, and are never asked for. */
export const nightKinds: readonly ListedKind[] = [
  listed('v1', 'Node', 'nodes', ({ core }, page) => core.listNode(page)),
  listed('v1', 'Namespace', 'namespaces', ({ core }, page) => core.listNamespace(page)),
  listed(
    'scheduling.k8s.io/v1',
    'PriorityClass',
    'priorityclasses',
    ({ scheduling }, page) => scheduling.listPriorityClass(page),
    false,
  ),
  listed('apps/v1', 'DaemonSet', 'daemonsets', ({ apps }, page) => apps.listDaemonSetForAllNamespaces(page)),
  listed('apps/v1', 'Deployment', 'deployments', ({ apps }, page) => apps.listDeploymentForAllNamespaces(page)),
  listed('apps/v1', 'ReplicaSet', 'replicasets', ({ apps }, page) => apps.listReplicaSetForAllNamespaces(page), false),
  listed('apps/v1', 'StatefulSet', 'statefulsets', ({ apps }, page) => apps.listStatefulSetForAllNamespaces(page)),
  listed('batch/v1', 'Job', 'jobs', ({ batch }, page) => batch.listJobForAllNamespaces(page), false),
  listed('v1', 'Pod', 'pods', ({ core }, page) => core.listPodForAllNamespaces(page)),
  listed('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets', ({ policy }, page) =>
    policy.listPodDisruptionBudgetForAllNamespaces(page),
  ),
  listed('v1', 'Service', 'services', ({ core }, page) => core.listServiceForAllNamespaces(page)),
  listed('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', ({ discovery }, page) =>
    discovery.listEndpointSliceForAllNamespaces(page),
  ),
  listed(
    'v1',
    'PersistentVolumeClaim',
    'persistentvolumeclaims',
    ({ core }, page) => core.listPersistentVolumeClaimForAllNamespaces(page),
    false,
  ),
  listed('v1', 'PersistentVolume', 'persistentvolumes', ({ core }, page) => core.listPersistentVolume(page), false),
  listed(admission, 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', (apis, page) =>
    apis.admission.listValidatingWebhookConfiguration(page),
  ),
  listed(admission, 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', (apis, page) =>
    apis.admission.listMutatingWebhookConfiguration(page),
  ),
];

/**
 * Lists every object of a kind, page by page, and keeps of each what `take` makes of it.
 *
 * @throws {AccessDeniedError} where the caller may not list the kind.
 */
export function listObjects<R>(call: CallLists, of: ListedKind, take: (object: PlainObject) => R): Promise<R[]> {
  const { resource, group, list, apiVersion, kind } = of;
  return listPages(call, { resource, group }, list, (object) => take(plain(object, { apiVersion, kind })));
}

/** The client reads dates into Date, and objects into classes of its own. */
function plain(object: KubernetesObject, type: Pick<PlainObject, 'apiVersion' | 'kind'>): PlainObject {
  return { ...JSON.parse(JSON.stringify(object)), ...type };
}
