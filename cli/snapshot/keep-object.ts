import type { PlainObject } from '../../src/kubernetes/list-objects.ts';
import { type Fields, fieldsOf, filled, listOf, pick } from './fields.ts';
import { keepMetadata } from './keep-metadata.ts';
import { keepClaimSpec, keepPodSpec, keepTemplate } from './keep-pod-spec.ts';
import { keepWebhooks } from './keep-webhooks.ts';
import type { Tally } from './tally.ts';

/** What a kind has beside its metadata. Only what is named here gets into a snapshot. */
type Keep = (object: PlainObject, tally: Tally) => Fields;

function keepReplicas({ spec }: PlainObject, tally: Tally): Fields {
  const { template } = fieldsOf(spec);
  return { spec: { ...pick(spec, 'replicas', 'selector'), template: keepTemplate(template, tally) } };
}

const webhooks: Keep = (object, tally) => filled({ webhooks: keepWebhooks(object.webhooks, tally) });

const keeps: Readonly<Record<string, Keep>> = {
  Node: ({ spec, status }) => ({
    spec: pick(spec, 'providerID', 'unschedulable', 'taints'),
    status: {
      ...pick(status, 'capacity', 'allocatable'),
      conditions: keepConditions(status, 'Ready'),
      addresses: listOf(fieldsOf(status).addresses).filter(({ type }) => type === 'InternalIP'),
    },
  }),
  Namespace: () => ({}),
  PriorityClass: (object) => pick(object, 'value', 'globalDefault', 'preemptionPolicy'),
  DaemonSet: keepReplicas,
  Deployment: keepReplicas,
  ReplicaSet: keepReplicas,
  StatefulSet: (object, tally) => {
    const { spec } = object;
    const claims = listOf(fieldsOf(spec).volumeClaimTemplates).map((claim) => ({
      metadata: pick(claim.metadata, 'name'),
      spec: keepClaimSpec(claim.spec),
    }));
    return {
      spec: {
        ...pick(spec, 'serviceName', 'podManagementPolicy'),
        ...fieldsOf(keepReplicas(object, tally).spec),
        ...filled({ volumeClaimTemplates: claims }),
      },
    };
  },
  Job: ({ spec, status }, tally) => ({
    spec: {
      ...pick(spec, 'parallelism', 'completions', 'completionMode', 'backoffLimit', 'suspend', 'selector'),
      template: keepTemplate(fieldsOf(spec).template, tally),
    },
    status: { ...pick(status, 'succeeded', 'failed'), conditions: keepConditions(status, 'Complete', 'Failed') },
  }),
  Pod: ({ spec, status }, tally) => ({
    spec: keepPodSpec(spec, tally),
    status: { ...pick(status, 'phase'), conditions: keepConditions(status, 'Ready') },
  }),
  PodDisruptionBudget: ({ spec }) => ({
    spec: pick(spec, 'minAvailable', 'maxUnavailable', 'selector', 'unhealthyPodEvictionPolicy'),
  }),
  Service: ({ spec }) => ({
    spec: {
      ...pick(spec, 'type', 'selector', 'externalName'),
      ...(fieldsOf(spec).clusterIP === 'None' ? { clusterIP: 'None' } : {}),
      ...filled({
        ports: listOf(fieldsOf(spec).ports).map((port) => pick(port, 'name', 'port', 'targetPort', 'protocol')),
      }),
    },
  }),
  EndpointSlice: (object) => ({
    ...pick(object, 'addressType'),
    endpoints: listOf(object.endpoints).map((endpoint) => pick(endpoint, 'addresses', 'conditions')),
    ports: listOf(object.ports).map((port) => pick(port, 'name', 'port', 'protocol')),
  }),
  PersistentVolumeClaim: ({ spec }) => ({ spec: keepClaimSpec(spec) }),
  PersistentVolume: ({ spec }) => {
    const { csi, local, hostPath, claimRef } = fieldsOf(spec);
    return {
      spec: {
        ...pick(spec, 'capacity', 'accessModes', 'storageClassName', 'persistentVolumeReclaimPolicy', 'nodeAffinity'),
        ...filled({
          claimRef: claimRef ? pick(claimRef, 'apiVersion', 'kind', 'namespace', 'name') : null,
          csi: csi ? pick(csi, 'driver', 'volumeHandle') : null,
          local: local ? pick(local, 'path') : null,
          hostPath: hostPath ? pick(hostPath, 'path') : null,
        }),
      },
    };
  },
  ValidatingWebhookConfiguration: webhooks,
  MutatingWebhookConfiguration: webhooks,
};

function keepConditions(status: unknown, ...types: readonly string[]): Fields[] {
  return listOf(fieldsOf(status).conditions)
    .filter(({ type }) => types.includes(String(type)))
    .map((condition) => pick(condition, 'type', 'status'));
}

/**
 * What a world needs of an object, and nothing else: fields are named one by one, so that what Kubernetes or an add-on comes to
 * write into objects one day stays out by itself.
 */
export function keepObject(object: PlainObject, tally: Tally): PlainObject {
  const { apiVersion, kind, metadata } = object;
  return { apiVersion, kind, metadata: keepMetadata(metadata, tally), ...keeps[kind]?.(object, tally) };
}
