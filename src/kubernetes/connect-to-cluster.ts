import { budgetFromApi } from './budget-from-api.ts';
import type { Cluster, PodFilter } from './cluster.ts';
import { type Call, type ConnectOptions, connection } from './connection.ts';
import { cordon, uncordon } from './cordoning.ts';
import { scaleDeployment } from './deployment-scaling.ts';
import { endpointsFromApi } from './endpoints-from-api.ts';
import { listPages } from './list-pages.ts';
import { nodeFromApi } from './node-from-api.ts';
import { podFromApi } from './pod-from-api.ts';
import { deletePod, evict } from './pod-removal.ts';
import { namespaceFromApi, serviceFromApi, volumeAttachmentFromApi } from './small-objects-from-api.ts';
import { annotateWebhookConfiguration, setFailurePolicy } from './webhook-changes.ts';
import { probeWebhook } from './webhook-probe.ts';
import { webhooksFromApi } from './webhooks-from-api.ts';
import { daemonSetFromApi, deploymentFromApi, statefulSetFromApi } from './workload-from-api.ts';

/**
 * The Cluster of a real Kubernetes API server. Nothing is sent before the first method is called. On a dry run every change is
 * sent with `dryRun=All`.
 */
export function connectToCluster(options: ConnectOptions): Cluster {
  const call = connection(options);
  const { dryRun } = options;
  const lists = listing(call);
  return {
    ...lists,
    version: async () => {
      const { gitVersion } = await call({ verb: 'get', resource: 'version', group: '' }, ({ version }) =>
        version.getCode(),
      );
      return gitVersion;
    },
    cordon: (node, runId) => cordon(call, dryRun, node, runId),
    uncordon: (node) => uncordon(call, dryRun, node),
    evict: (pod, grace) => evict(call, dryRun, pod, grace),
    delete: (pod, grace) => deletePod(call, dryRun, pod, grace),
    scaleDeployment: (deployment, replicas, annotations) =>
      scaleDeployment(call, dryRun, deployment, replicas, annotations),
    setFailurePolicy: (entry, from, to) => setFailurePolicy(call, dryRun, entry, from, to),
    annotateWebhookConfiguration: (configuration, annotations) =>
      annotateWebhookConfiguration(call, dryRun, configuration, annotations),
    probeWebhook: (entry) => probeWebhook(call, entry, lists.listNamespaces),
  };
}

type Listing = Pick<
  Cluster,
  | 'listNodes'
  | 'listNamespaces'
  | 'listPods'
  | 'listBudgets'
  | 'listVolumeAttachments'
  | 'listWorkloads'
  | 'listWebhooks'
  | 'listServices'
  | 'listEndpoints'
>;

function listing(call: Call): Listing {
  const core = (resource: string) => ({ resource, group: '' });
  return {
    listNodes: () => listPages(call, core('nodes'), (apis, page) => apis.core.listNode(page), nodeFromApi),
    listNamespaces: () =>
      listPages(call, core('namespaces'), (apis, page) => apis.core.listNamespace(page), namespaceFromApi),
    listPods: (filter) => listPods(call, filter),
    listBudgets: () =>
      listPages(
        call,
        { resource: 'poddisruptionbudgets', group: 'policy' },
        (apis, page) => apis.policy.listPodDisruptionBudgetForAllNamespaces(page),
        budgetFromApi,
      ),
    listVolumeAttachments: () =>
      listPages(
        call,
        { resource: 'volumeattachments', group: 'storage.k8s.io' },
        (apis, page) => apis.storage.listVolumeAttachment(page),
        volumeAttachmentFromApi,
      ),
    listWorkloads: () => listWorkloads(call),
    listWebhooks: () => listWebhooks(call),
    listServices: () =>
      listPages(call, core('services'), (apis, page) => apis.core.listServiceForAllNamespaces(page), serviceFromApi),
    listEndpoints: async () =>
      endpointsFromApi(
        await listPages(
          call,
          { resource: 'endpointslices', group: 'discovery.k8s.io' },
          (apis, page) => apis.discovery.listEndpointSliceForAllNamespaces(page),
          (slice) => slice,
        ),
      ),
  };
}

function listPods(call: Call, filter: PodFilter = {}) {
  const { node, namespace, bound } = filter;
  const onNode = node === undefined ? null : `spec.nodeName=${node}`;
  const fieldSelector = onNode ?? (bound ? 'spec.nodeName!=' : null);
  const fields = fieldSelector === null ? {} : { fieldSelector };
  return listPages(
    call,
    { resource: 'pods', group: '' },
    (apis, page) =>
      namespace === undefined
        ? apis.core.listPodForAllNamespaces({ ...page, ...fields })
        : apis.core.listNamespacedPod({ namespace, ...page, ...fields }),
    podFromApi,
  );
}

async function listWorkloads(call: Call) {
  const apps = (resource: string) => ({ resource, group: 'apps' });
  const kinds = await Promise.all([
    listPages(
      call,
      apps('deployments'),
      (apis, page) => apis.apps.listDeploymentForAllNamespaces(page),
      deploymentFromApi,
    ),
    listPages(
      call,
      apps('daemonsets'),
      (apis, page) => apis.apps.listDaemonSetForAllNamespaces(page),
      daemonSetFromApi,
    ),
    listPages(
      call,
      apps('statefulsets'),
      (apis, page) => apis.apps.listStatefulSetForAllNamespaces(page),
      statefulSetFromApi,
    ),
  ]);
  return kinds.flat();
}

async function listWebhooks(call: Call) {
  const admission = (resource: string) => ({ resource, group: 'admissionregistration.k8s.io' });
  const [validating, mutating] = await Promise.all([
    listPages(
      call,
      admission('validatingwebhookconfigurations'),
      (apis, page) => apis.admission.listValidatingWebhookConfiguration(page),
      (configuration) => webhooksFromApi('Validating', configuration),
    ),
    listPages(
      call,
      admission('mutatingwebhookconfigurations'),
      (apis, page) => apis.admission.listMutatingWebhookConfiguration(page),
      (configuration) => webhooksFromApi('Mutating', configuration),
    ),
  ]);
  return [...validating, ...mutating].flat();
}
