import { budgetFromApi } from './budget-from-api.ts';
import type { Cluster } from './cluster.ts';
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
    listNodes: async () =>
      (await listPages(call, core('nodes'), (apis, page) => apis.core.listNode(page))).map(nodeFromApi),
    listNamespaces: async () =>
      (await listPages(call, core('namespaces'), (apis, page) => apis.core.listNamespace(page))).map(namespaceFromApi),
    listPods: async (filter) => (await listPods(call, filter)).map(podFromApi),
    listBudgets: async () =>
      (
        await listPages(call, { resource: 'poddisruptionbudgets', group: 'policy' }, (apis, page) =>
          apis.policy.listPodDisruptionBudgetForAllNamespaces(page),
        )
      ).map(budgetFromApi),
    listVolumeAttachments: async () =>
      (
        await listPages(call, { resource: 'volumeattachments', group: 'storage.k8s.io' }, (apis, page) =>
          apis.storage.listVolumeAttachment(page),
        )
      ).map(volumeAttachmentFromApi),
    listWorkloads: () => listWorkloads(call),
    listWebhooks: () => listWebhooks(call),
    listServices: async () =>
      (await listPages(call, core('services'), (apis, page) => apis.core.listServiceForAllNamespaces(page))).map(
        serviceFromApi,
      ),
    listEndpoints: async () =>
      endpointsFromApi(
        await listPages(call, { resource: 'endpointslices', group: 'discovery.k8s.io' }, (apis, page) =>
          apis.discovery.listEndpointSliceForAllNamespaces(page),
        ),
      ),
  };
}

function listPods(call: Call, filter: { readonly node?: string; readonly namespace?: string } = {}) {
  const { node, namespace } = filter;
  const onNode = node === undefined ? {} : { fieldSelector: `spec.nodeName=${node}` };
  return listPages(call, { resource: 'pods', group: '' }, (apis, page) =>
    namespace === undefined
      ? apis.core.listPodForAllNamespaces({ ...page, ...onNode })
      : apis.core.listNamespacedPod({ namespace, ...page, ...onNode }),
  );
}

async function listWorkloads(call: Call) {
  const apps = (resource: string) => ({ resource, group: 'apps' });
  const [deployments, daemonSets, statefulSets] = await Promise.all([
    listPages(call, apps('deployments'), (apis, page) => apis.apps.listDeploymentForAllNamespaces(page)),
    listPages(call, apps('daemonsets'), (apis, page) => apis.apps.listDaemonSetForAllNamespaces(page)),
    listPages(call, apps('statefulsets'), (apis, page) => apis.apps.listStatefulSetForAllNamespaces(page)),
  ]);
  return [
    ...deployments.map(deploymentFromApi),
    ...daemonSets.map(daemonSetFromApi),
    ...statefulSets.map(statefulSetFromApi),
  ];
}

async function listWebhooks(call: Call) {
  const admission = (resource: string) => ({ resource, group: 'admissionregistration.k8s.io' });
  const [validating, mutating] = await Promise.all([
    listPages(call, admission('validatingwebhookconfigurations'), (apis, page) =>
      apis.admission.listValidatingWebhookConfiguration(page),
    ),
    listPages(call, admission('mutatingwebhookconfigurations'), (apis, page) =>
      apis.admission.listMutatingWebhookConfiguration(page),
    ),
  ]);
  return [
    ...validating.flatMap((configuration) => webhooksFromApi('Validating', configuration)),
    ...mutating.flatMap((configuration) => webhooksFromApi('Mutating', configuration)),
  ];
}
