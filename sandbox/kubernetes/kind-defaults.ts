import { isJsonObject, type JsonObject } from './json-values.ts';
import type { KubeObject } from './objects.ts';
import type { ResourceType } from './resource-types.ts';

/** Sets a field that is absent (or null, or an empty text, as rendered charts leave some). */
function fill(object: JsonObject, field: string, value: unknown): void {
  const have = object[field];
  if (have === undefined || have === null || have === '') object[field] = value;
}

/** The object's `spec`, which is made when it is not there. */
function specOf(object: KubeObject): JsonObject {
  const { spec } = object;
  if (isJsonObject(spec)) return spec;
  const made: JsonObject = {};
  object.spec = made;
  return made;
}

function eachIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function defaultPodSpec(spec: JsonObject): void {
  fill(spec, 'restartPolicy', 'Always');
  fill(spec, 'terminationGracePeriodSeconds', 30);
  fill(spec, 'dnsPolicy', 'ClusterFirst');
  fill(spec, 'schedulerName', 'default-scheduler');
  for (const container of eachIn(spec.containers)) {
    fill(container, 'resources', {});
    for (const port of eachIn(container.ports)) fill(port, 'protocol', 'TCP');
  }
}

function defaultTemplate(object: KubeObject): void {
  const { template } = specOf(object);
  if (isJsonObject(template) && isJsonObject(template.spec)) defaultPodSpec(template.spec);
}

/** A Service's address: taken from its name, so that it is the same in every run. */
function clusterIpOf(object: KubeObject): string {
  let hash = 0;
  for (const letter of `${object.metadata.namespace}/${object.metadata.name}`) {
    hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  }
  return `10.100.${hash % 254}.${1 + (Math.floor(hash / 254) % 253)}`;
}

function defaultService(object: KubeObject): void {
  const spec = specOf(object);
  fill(spec, 'type', 'ClusterIP');
  if (spec.type === 'ExternalName') return;
  fill(spec, 'clusterIP', clusterIpOf(object));
  for (const port of eachIn(spec.ports)) {
    fill(port, 'protocol', 'TCP');
    fill(port, 'targetPort', port.port);
  }
}

function defaultWebhooks(object: KubeObject): void {
  for (const webhook of eachIn(object.webhooks)) {
    fill(webhook, 'failurePolicy', 'Fail');
    fill(webhook, 'matchPolicy', 'Equivalent');
    fill(webhook, 'namespaceSelector', {});
    fill(webhook, 'objectSelector', {});
    fill(webhook, 'timeoutSeconds', 10);
    if (object.kind === 'MutatingWebhookConfiguration') fill(webhook, 'reinvocationPolicy', 'Never');
    for (const rule of eachIn(webhook.rules)) fill(rule, 'scope', '*');
    const client = webhook.clientConfig;
    if (isJsonObject(client) && isJsonObject(client.service)) fill(client.service, 'port', 443);
  }
}

function defaultNamespace(object: KubeObject): void {
  object.metadata.labels = { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name };
  fill(specOf(object), 'finalizers', ['kubernetes']);
  fill(object, 'status', { phase: 'Active' });
}

function defaultDefinition(object: KubeObject): void {
  const spec = specOf(object);
  fill(object, 'status', {
    acceptedNames: spec.names,
    conditions: [
      { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ],
    storedVersions: eachIn(spec.versions)
      .filter((version) => version.storage === true)
      .map((version) => version.name),
  });
}

function defaultReplicas(object: KubeObject): void {
  fill(specOf(object), 'replicas', 1);
  defaultTemplate(object);
}

/** Per kind, by `Kind.group`: the fields that the API server fills in when it reads an object. */
const defaults: Record<string, (object: KubeObject) => void> = {
  'Pod.': (object) => {
    defaultPodSpec(specOf(object));
    fill(object, 'status', { phase: 'Pending' });
  },
  'Service.': defaultService,
  'Namespace.': defaultNamespace,
  'Node.': (object) => fill(object, 'spec', {}),
  'PersistentVolumeClaim.': (object) => fill(object, 'status', { phase: 'Pending' }),
  'Deployment.apps': (object) => {
    defaultReplicas(object);
    fill(specOf(object), 'strategy', {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
    });
    fill(specOf(object), 'progressDeadlineSeconds', 600);
    fill(object, 'status', {});
  },
  'ReplicaSet.apps': (object) => {
    defaultReplicas(object);
    fill(object, 'status', { replicas: 0 });
  },
  'StatefulSet.apps': (object) => {
    defaultReplicas(object);
    fill(specOf(object), 'podManagementPolicy', 'OrderedReady');
    fill(specOf(object), 'updateStrategy', { type: 'RollingUpdate' });
    fill(object, 'status', { replicas: 0, availableReplicas: 0 });
  },
  'DaemonSet.apps': (object) => {
    defaultTemplate(object);
    fill(specOf(object), 'updateStrategy', { type: 'RollingUpdate' });
    fill(object, 'status', {
      currentNumberScheduled: 0,
      desiredNumberScheduled: 0,
      numberMisscheduled: 0,
      numberReady: 0,
    });
  },
  'Job.batch': (object) => {
    const spec = specOf(object);
    fill(spec, 'parallelism', 1);
    fill(spec, 'backoffLimit', 6);
    defaultTemplate(object);
    fill(object, 'status', {});
  },
  'PodDisruptionBudget.policy': (object) =>
    fill(object, 'status', { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }),
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io': defaultWebhooks,
  'MutatingWebhookConfiguration.admissionregistration.k8s.io': defaultWebhooks,
  'CustomResourceDefinition.apiextensions.k8s.io': defaultDefinition,
};

/** Fills in what Kubernetes fills in for an object of this kind. Changes the object. */
export function applyDefaults(type: ResourceType, object: KubeObject): void {
  defaults[`${type.kind}.${type.group}`]?.(object);
}
