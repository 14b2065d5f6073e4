import { describe, expect, test } from '@jest/globals';
import { budgetFromApi } from '../../src/kubernetes/budget-from-api.ts';
import { endpointsFromApi } from '../../src/kubernetes/endpoints-from-api.ts';
import { nodeFromApi } from '../../src/kubernetes/node-from-api.ts';
import { podFromApi } from '../../src/kubernetes/pod-from-api.ts';
import {
  namespaceFromApi,
  serviceFromApi,
  volumeAttachmentFromApi,
} from '../../src/kubernetes/small-objects-from-api.ts';
import { webhooksFromApi } from '../../src/kubernetes/webhooks-from-api.ts';
import { daemonSetFromApi, deploymentFromApi } from '../../src/kubernetes/workload-from-api.ts';

describe('a node', () => {
  test('of a managed group is read with its readiness, taints and capacity', () => {
    const createdAt = new Date('2026-11-02T06:00:00Z');
    const node = nodeFromApi({
      metadata: {
        name: 'n1',
        uid: 'u',
        resourceVersion: '7',
        labels: { 'eks.amazonaws.com/nodegroup': 'apps' },
        creationTimestamp: createdAt,
      },
      spec: { unschedulable: true, taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] },
      status: { allocatable: { pods: '58', cpu: '1930m' }, conditions: [{ type: 'Ready', status: 'True' }] },
    });
    expect(node).toEqual({
      name: 'n1',
      uid: 'u',
      resourceVersion: '7',
      nodeGroup: 'apps',
      isUnschedulable: true,
      ready: 'True',
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
      isAllocatable: true,
      isFargate: false,
      labels: { 'eks.amazonaws.com/nodegroup': 'apps' },
      annotations: {},
      createdAt,
    });
  });

  test('that has only just registered is not ready and takes nothing', () => {
    expect(nodeFromApi({ metadata: { name: 'n1' } })).toMatchObject({
      ready: 'Unknown',
      isAllocatable: false,
      nodeGroup: null,
      isUnschedulable: false,
    });
  });

  test('of Fargate is told by its label', () => {
    const labels = { 'eks.amazonaws.com/compute-type': 'fargate' };
    expect(nodeFromApi({ metadata: { name: 'f', labels } })).toMatchObject({ isFargate: true });
  });
});

describe('a pod', () => {
  const container = { name: 'c' };

  test('is read with its controller, volumes and grace', () => {
    const owner = { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'db', uid: 'o' };
    const pod = podFromApi({
      metadata: {
        namespace: 'shop',
        name: 'db-0',
        uid: 'u',
        ownerReferences: [
          { ...owner, name: 'someone-else' },
          { ...owner, controller: true },
        ],
        finalizers: ['example.com/keep'],
      },
      spec: {
        nodeName: 'n1',
        containers: [container],
        terminationGracePeriodSeconds: 120,
        priorityClassName: 'high',
        tolerations: [{ operator: 'Exists' }, { key: 'a', value: 'b', effect: 'NoSchedule' }],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'data-db-0' } },
          { name: 'scratch', ephemeral: {} },
          { name: 'cache', emptyDir: {} },
        ],
      },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    });
    expect(pod).toMatchObject({
      controller: { kind: 'StatefulSet', name: 'db', apiVersion: 'apps/v1' },
      nodeName: 'n1',
      phase: 'Running',
      isReady: true,
      isMirror: false,
      hasEmptyDir: true,
      claims: ['data-db-0', 'db-0-scratch'],
      graceSeconds: 120,
      priorityClassName: 'high',
      tolerations: [{ operator: 'Exists' }, { operator: 'Equal', key: 'a', value: 'b', effect: 'NoSchedule' }],
      hasFinalizers: true,
      deletionAt: null,
      trouble: null,
    });
  });

  test('without a controller, a node and a grace of its own has none, none and 30 seconds', () => {
    expect(podFromApi({ metadata: { name: 'debug' }, spec: { containers: [container] } })).toMatchObject({
      controller: null,
      nodeName: null,
      phase: 'Unknown',
      graceSeconds: 30,
    });
  });

  test('of a node’s own manifest is a mirror', () => {
    const annotations = { 'kubernetes.io/config.mirror': 'hash' };
    expect(podFromApi({ metadata: { name: 'm', annotations } }).isMirror).toBe(true);
  });

  test('that is being deleted says when it will be killed', () => {
    const deletionTimestamp = new Date('2026-11-02T20:01:00Z');
    expect(podFromApi({ metadata: { name: 'p', deletionTimestamp } }).deletionAt).toEqual(deletionTimestamp);
  });

  test.each([
    [{ waiting: { reason: 'ContainerCreating' } }, null],
    [{ waiting: { reason: 'ImagePullBackOff' } }, 'ImagePullBackOff'],
    [{ terminated: { exitCode: 0, reason: 'Completed' } }, null],
    [{ terminated: { exitCode: 137, reason: 'OOMKilled' } }, 'OOMKilled'],
    [{ running: {} }, null],
  ])('in state %j has trouble %s', (state, trouble) => {
    const status = { name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0, state };
    expect(podFromApi({ metadata: { name: 'p' }, status: { containerStatuses: [status] } }).trouble).toBe(trouble);
  });
});

describe('a budget', () => {
  const status = {
    currentHealthy: 2,
    desiredHealthy: 1,
    disruptionsAllowed: 1,
    expectedPods: 2,
    observedGeneration: 3,
  };

  test('is synced once its controller has seen the latest spec', () => {
    expect(budgetFromApi({ metadata: { generation: 3 }, spec: {}, status }).isSynced).toBe(true);
    expect(budgetFromApi({ metadata: { generation: 4 }, spec: {}, status }).isSynced).toBe(false);
  });

  test('whose controller cannot sync it is not synced', () => {
    const condition = { type: 'DisruptionAllowed', status: 'False', reason: 'SyncFailed' };
    const conditions = [{ ...condition, lastTransitionTime: new Date(0), message: '' }];
    expect(budgetFromApi({ metadata: { generation: 3 }, status: { ...status, conditions } }).isSynced).toBe(false);
  });

  test('says when its spec changed last, as far as Kubernetes notes it', () => {
    const created = new Date('2026-11-01T08:00:00Z');
    const changed = new Date('2026-11-20T19:59:00Z');
    const counted = new Date('2026-11-20T20:00:00Z');
    const managedFields = [
      { manager: 'helm', time: changed, fieldsV1: { 'f:metadata': {}, 'f:spec': {} } },
      { manager: 'kube-controller-manager', subresource: 'status', time: counted, fieldsV1: { 'f:status': {} } },
    ];
    const changedAt = (metadata: object) => budgetFromApi({ metadata, status }).changedAt;
    expect(changedAt({ creationTimestamp: created, managedFields })).toEqual(changed);
    expect(changedAt({ creationTimestamp: created })).toEqual(created);
  });

  test('that was counted once says since when it cannot be any more', () => {
    const since = new Date('2026-11-20T19:59:00Z');
    const condition = { type: 'DisruptionAllowed', status: 'False', message: '', lastTransitionTime: since };
    const changedAt = (reason: string) =>
      budgetFromApi({ status: { ...status, conditions: [{ ...condition, reason }] } }).changedAt;
    expect(changedAt('SyncFailed')).toEqual(since);
    expect(changedAt('InsufficientPods')).toEqual(new Date(0));
  });

  test('without a selector matches nothing, with an empty one everything', () => {
    expect(budgetFromApi({ spec: {} }).selector).toBeNull();
    expect(budgetFromApi({ spec: { selector: {} } }).selector).toEqual({});
  });
});

describe('a workload', () => {
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'c', command: ['./cluster-autoscaler'], args: ['--cloud-provider=aws'] }] },
  };

  test('of replicas is read with what is asked for and what is there', () => {
    expect(
      deploymentFromApi({
        metadata: { namespace: 'kube-system', name: 'a', generation: 5 },
        spec: { replicas: 3, selector: { matchLabels: { app: 'a' } }, template },
        status: { observedGeneration: 5, readyReplicas: 2, availableReplicas: 1, updatedReplicas: 3 },
      }),
    ).toMatchObject({
      kind: 'Deployment',
      desired: 3,
      ready: 2,
      available: 1,
      updated: 3,
      isObserved: true,
      podLabels: { app: 'a' },
      commands: ['./cluster-autoscaler', '--cloud-provider=aws'],
    });
  });

  test('that asks for no number asks for one, and zero stays zero', () => {
    const selector = { matchLabels: { app: 'a' } };
    expect(deploymentFromApi({ spec: { selector, template } }).desired).toBe(1);
    expect(deploymentFromApi({ spec: { selector, template, replicas: 0 } }).desired).toBe(0);
  });

  test('whose controller lags behind is not observed', () => {
    const status = {
      observedGeneration: 4,
      currentNumberScheduled: 1,
      desiredNumberScheduled: 8,
      numberMisscheduled: 0,
    };
    const daemonSet = daemonSetFromApi({ metadata: { generation: 5 }, status: { ...status, numberReady: 7 } });
    expect(daemonSet).toMatchObject({ kind: 'DaemonSet', desired: 8, ready: 7, isObserved: false });
  });
});

describe('webhooks', () => {
  const webhook = { name: 'w', clientConfig: {}, sideEffects: 'None', admissionReviewVersions: ['v1'] };

  test('get the defaults of the API: Fail, 10 seconds, port 443, any scope', () => {
    const clientConfig = { service: { namespace: 'guard', name: 'guard' }, caBundle: '' };
    const rules = [{ apiGroups: [''], resources: ['pods'], operations: ['CREATE'] }];
    expect(webhooksFromApi('Validating', { webhooks: [{ ...webhook, clientConfig, rules }] })).toMatchObject([
      {
        failurePolicy: 'Fail',
        timeoutSeconds: 10,
        service: { namespace: 'guard', name: 'guard', port: 443 },
        hasCaBundle: false,
        rules: [{ apiVersions: [], scope: '*' }],
        namespaceSelector: {},
      },
    ]);
  });

  test('of a configuration without entries are none', () => {
    expect(webhooksFromApi('Mutating', { metadata: { name: 'empty' } })).toEqual([]);
  });

  test('served by a URL have no service', () => {
    const clientConfig = { url: 'https://127.0.0.1:21443/x' };
    expect(webhooksFromApi('Mutating', { webhooks: [{ ...webhook, clientConfig }] })).toMatchObject([
      { service: null, url: 'https://127.0.0.1:21443/x' },
    ]);
  });
});

describe('endpoints', () => {
  const slice = (changes: object) => ({
    addressType: 'IPv4',
    metadata: { namespace: 'guard', labels: { 'kubernetes.io/service-name': 'guard' } },
    ports: [{ name: 'https', port: 9443 }],
    endpoints: [],
    ...changes,
  });
  const pod = (name: string) => ({ targetRef: { kind: 'Pod', name, namespace: 'guard' } });

  test('without a word on readiness are ready, terminating ones are not', () => {
    const endpoints = [
      { addresses: ['10.0.0.1'], ...pod('a') },
      { addresses: ['10.0.0.2'], ...pod('b'), conditions: { ready: false } },
      { addresses: ['10.0.0.3'], ...pod('c'), conditions: { ready: true, terminating: true } },
    ];
    expect(endpointsFromApi([slice({ endpoints })])).toEqual([
      { namespace: 'guard', service: 'guard', ports: ['https'], readyAddresses: 1, readyPods: ['guard/a'] },
    ]);
  });

  test('of one pod in two slices count once', () => {
    const v4 = slice({ endpoints: [{ addresses: ['10.0.0.1'], ...pod('a') }] });
    const v6 = slice({ addressType: 'IPv6', endpoints: [{ addresses: ['fd00::1'], ...pod('a') }] });
    expect(endpointsFromApi([v4, v6])).toMatchObject([{ readyAddresses: 1, readyPods: ['guard/a'] }]);
  });

  test('name the ports that something ready serves', () => {
    const ready = slice({ endpoints: [{ addresses: ['10.0.0.1'] }] });
    const metrics = slice({ ports: [{ name: 'metrics' }] });
    expect(endpointsFromApi([metrics, ready])).toMatchObject([{ ports: ['https'], readyAddresses: 1 }]);
  });

  test('of no service are left out', () => {
    expect(endpointsFromApi([slice({ metadata: { name: 'lonely' } })])).toEqual([]);
  });
});

test('namespaces, services and attachments are read', () => {
  expect(namespaceFromApi({ metadata: { name: 'a' }, status: { phase: 'Terminating' } }).isTerminating).toBe(true);
  expect(serviceFromApi({ spec: { ports: [{ port: 443 }] } })).toMatchObject({
    selector: null,
    ports: [{ name: '', port: 443 }],
  });
  const spec = { attacher: 'ebs.csi.aws.com', nodeName: 'n1', source: {} };
  expect(volumeAttachmentFromApi({ metadata: { name: 'v' }, spec, status: { attached: true } })).toEqual({
    name: 'v',
    nodeName: 'n1',
    isAttached: true,
  });
});
