import { afterEach, describe, expect, test } from '@jest/globals';
import { AccessDeniedError, ClusterUnreachableError, TransientError } from '../../src/domain/errors.ts';
import { connectToCluster } from '../../src/kubernetes/connect-to-cluster.ts';
import type { ConnectOptions } from '../../src/kubernetes/connection.ts';
import { type ApiAnswer, type ApiRequest, type ApiServer, anApiServer, aStatus } from './an-api-server.ts';

let server: ApiServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function aCluster(
  answer: (request: ApiRequest, count: number) => ApiAnswer,
  changes: Partial<ConnectOptions> = {},
) {
  server = await anApiServer(answer, changes);
  return { cluster: connectToCluster(server.options), requests: server.requests, connections: server.connections };
}

const aList = (names: readonly string[], next?: string): ApiAnswer => ({
  body: { metadata: next ? { continue: next } : {}, items: names.map((name) => ({ metadata: { name } })) },
});

describe('requests', () => {
  test('each carries the token of the moment, over connections that are kept', async () => {
    let tokens = 0;
    const { cluster, requests, connections } = await aCluster(() => aList([]), {
      token: async () => {
        tokens += 1;
        return `token-${tokens}`;
      },
    });
    for (let time = 0; time < 20; time += 1) await cluster.listNodes();

    const expected = Array.from({ length: 20 }, (_, index) => `Bearer token-${index + 1}`);
    expect(requests.map(({ authorization }) => authorization)).toEqual(expected);
    // A socket may not be free yet when the next request comes; one for each request would be 20.
    expect(connections()).toBeLessThan(4);
  });

  test('never more connections are open than were asked for', async () => {
    const { cluster, connections } = await aCluster(() => aList([]), { concurrency: 3 });
    await Promise.all(Array.from({ length: 20 }, () => cluster.listNodes()));
    expect(connections()).toBeLessThanOrEqual(3);
  });

  test('a connection that broke under a request is tried once more', async () => {
    const { cluster, requests } = await aCluster((_request, count) => (count === 1 ? { hangUp: true } : aList(['a'])));
    await expect(cluster.listNodes()).resolves.toHaveLength(1);
    expect(requests).toHaveLength(2);
  });

  test('a connection that keeps breaking is transient', async () => {
    const { cluster, requests } = await aCluster(() => ({ hangUp: true }));
    await expect(cluster.listNodes()).rejects.toThrow(TransientError);
    expect(requests).toHaveLength(2);
  });

  test('nothing is asked before the first call, and the cluster is described once', async () => {
    let described = 0;
    server = await anApiServer(() => aList([]));
    const { describe: describeIt, ...rest } = server.options;
    const countedly = () => {
      described += 1;
      return describeIt();
    };
    const cluster = connectToCluster({ ...rest, describe: countedly });
    expect(described).toBe(0);
    await Promise.all([cluster.listNodes(), cluster.listNamespaces()]);
    await cluster.listNodes();
    expect(described).toBe(1);
  });
});

describe('lists', () => {
  test('are read in pages of 500', async () => {
    const { cluster, requests } = await aCluster(({ query }) =>
      query.continue === 'second' ? aList(['c']) : aList(['a', 'b'], 'second'),
    );
    const nodes = await cluster.listNodes();
    expect(nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(requests.map(({ query }) => query)).toEqual([{ limit: '500' }, { limit: '500', continue: 'second' }]);
  });

  test('start over when the API server has forgotten their version', async () => {
    const { cluster } = await aCluster(({ query }, count) => {
      if (count === 2) return aStatus(410, 'The provided continue parameter is too old', { reason: 'Expired' });
      return query.continue ? aList(['c']) : aList(['a', 'b'], 'second');
    });
    const nodes = await cluster.listNodes();
    expect(nodes.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test('that expire again and again are transient', async () => {
    const { cluster } = await aCluster(({ query }) =>
      query.continue ? aStatus(410, 'too old', { reason: 'Expired' }) : aList(['a'], 'second'),
    );
    await expect(cluster.listNodes()).rejects.toThrow(TransientError);
  });

  test('without items are empty', async () => {
    const { cluster } = await aCluster(() => ({ body: { metadata: {}, items: null } }));
    await expect(cluster.listPods()).resolves.toEqual([]);
  });

  test('of pods can be those of one node, of one namespace, or those that have a node', async () => {
    const { cluster, requests } = await aCluster(() => aList([]));
    await cluster.listPods({ node: 'ip-10-0-1-2.internal' });
    await cluster.listPods({ namespace: 'shop' });
    await cluster.listPods({ bound: true });
    expect(requests.map(({ path, query }) => [path, query.fieldSelector])).toEqual([
      ['/api/v1/pods', 'spec.nodeName=ip-10-0-1-2.internal'],
      ['/api/v1/namespaces/shop/pods', undefined],
      ['/api/v1/pods', 'spec.nodeName!='],
    ]);
  });
});

describe('failures', () => {
  test.each([
    [
      'throttling, which is plain text',
      { status: 429, body: 'Too many requests, please try again later.' },
      TransientError,
    ],
    ['an internal error', aStatus(500, 'etcdserver: leader changed'), TransientError],
    ['an API server that starts', { status: 503, body: 'starting' }, TransientError],
    ['a timeout in the API server', aStatus(504, 'request did not complete'), TransientError],
    [
      'a token that is not known, as when STS throttles the authenticator',
      aStatus(401, 'Unauthorized'),
      TransientError,
    ],
    ['a permission that is missing', aStatus(403, 'nodes is forbidden'), AccessDeniedError],
  ])('%s', async (_what, answer, expected) => {
    const { cluster } = await aCluster(() => answer);
    await expect(cluster.listNodes()).rejects.toThrow(expected);
  });

  test('a refusal says what to grant', async () => {
    const { cluster } = await aCluster(() =>
      aStatus(403, 'pods is forbidden: User "x" cannot list', { reason: 'Forbidden' }),
    );
    await expect(cluster.listBudgets()).rejects.toThrow(
      'Grant verb list on poddisruptionbudgets (API group policy) to the Kubernetes group eks-scheduler',
    );
  });

  test('a token that stays unknown says what to grant', async () => {
    const { cluster } = await aCluster(() => aStatus(401, 'Unauthorized'));
    await expect(cluster.listNodes()).rejects.toThrow(
      /It is retried; if it stays, give the cluster an access entry for the scheduler’s role/,
    );
  });

  test('a server that is not there cannot be reached', async () => {
    server = await anApiServer(() => ({}));
    await server.close();
    const cluster = connectToCluster(server.options);
    server = undefined;
    await expect(cluster.version()).rejects.toThrow(ClusterUnreachableError);
  });

  test('a server with another authority’s certificate cannot be reached', async () => {
    server = await anApiServer(() => ({}));
    const { endpoint } = await server.options.describe();
    const cluster = connectToCluster({
      ...server.options,
      describe: async () => ({ endpoint, certificateAuthority: '' }),
    });
    await expect(cluster.version()).rejects.toThrow(ClusterUnreachableError);
  });

  test('a name that does not resolve cannot be reached', async () => {
    server = await anApiServer(() => ({}));
    const { certificateAuthority } = await server.options.describe();
    const endpoint = 'https://no-such-cluster.invalid';
    const cluster = connectToCluster({ ...server.options, describe: async () => ({ endpoint, certificateAuthority }) });
    await expect(cluster.version()).rejects.toThrow(ClusterUnreachableError);
  });
});

describe('cordoning', () => {
  const aNode = (unschedulable: boolean, annotations: Record<string, string> = {}): ApiAnswer => ({
    body: { metadata: { name: 'n1', resourceVersion: '8', annotations }, spec: unschedulable ? { unschedulable } : {} },
  });
  const seen = { name: 'n1', resourceVersion: '7', isUnschedulable: false, annotations: {} };
  const ours = { ...seen, isUnschedulable: true, annotations: { 'eks-scheduler.io/cordoned-by': 'monday' } };
  /** Somebody changed the node since it was seen: the first patch is refused. */
  const changed = (live: ApiAnswer) => aCluster((_, count) => (count === 1 ? aStatus(409, 'it was modified') : live));

  test('marks the node as it was seen and notes the run, in one request', async () => {
    const { cluster, requests } = await aCluster(() => aNode(true));
    await expect(cluster.cordon(seen, 'monday')).resolves.toBe('changed');
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({
      method: 'PATCH',
      path: '/api/v1/nodes/n1',
      contentType: 'application/merge-patch+json',
      query: { fieldManager: 'eks-scheduler' },
      body: {
        metadata: { resourceVersion: '7', annotations: { 'eks-scheduler.io/cordoned-by': 'monday' } },
        spec: { unschedulable: true },
      },
    });
  });

  test('looks again when the node changed in between', async () => {
    const { cluster, requests } = await changed(aNode(false));
    await expect(cluster.cordon(seen, 'monday')).resolves.toBe('changed');
    expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PATCH']);
    expect(requests[2]?.body).toMatchObject({ metadata: { resourceVersion: '8' } });
  });

  test('leaves a node alone that somebody cordoned in between', async () => {
    const { cluster, requests } = await changed(aNode(true));
    await expect(cluster.cordon(seen, 'monday')).resolves.toBe('unchanged');
    expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
  });

  test('a node that is gone is no trouble', async () => {
    const { cluster } = await aCluster(() => aStatus(404, 'nodes "n1" not found', { reason: 'NotFound' }));
    await expect(cluster.cordon(seen, 'monday')).resolves.toBe('unchanged');
    await expect(cluster.uncordon(ours)).resolves.toBe('unchanged');
  });

  test('is undone only where it is still ours', async () => {
    const still = await aCluster(() => aNode(false));
    await expect(still.cluster.uncordon(ours)).resolves.toBe('changed');
    expect(still.requests[0]?.body).toEqual({
      metadata: { resourceVersion: '7', annotations: { 'eks-scheduler.io/cordoned-by': null } },
      spec: { unschedulable: null },
    });
    await server?.close();

    const theirs = await changed(aNode(true));
    await expect(theirs.cluster.uncordon(ours)).resolves.toBe('unchanged');
  });
});

describe('a dry run', () => {
  const pod = { namespace: 'shop', name: 'cart-1', uid: 'uid-1' };
  const open = { name: 'n1', resourceVersion: '7', isUnschedulable: false, annotations: {} };
  const cordoned = { ...open, isUnschedulable: true, annotations: { 'eks-scheduler.io/cordoned-by': 'monday' } };
  const entry = { kind: 'Mutating', configuration: 'c', webhook: 'w' } as const;
  const anything: ApiAnswer = {
    body: {
      metadata: { resourceVersion: '7', annotations: { 'eks-scheduler.io/cordoned-by': 'monday' } },
      spec: { replicas: 1 },
      webhooks: [
        { name: 'w', failurePolicy: 'Fail', clientConfig: {}, sideEffects: 'None', admissionReviewVersions: [] },
      ],
    },
  };

  test('sends every change with dryRun=All, a delete’s in its body too', async () => {
    const { cluster, requests } = await aCluster(() => anything, { dryRun: true });
    await cluster.cordon(open, 'monday');
    await cluster.uncordon(cordoned);
    await cluster.evict(pod, { graceSeconds: null });
    await cluster.delete(pod, { graceSeconds: 5 });
    await cluster.scaleDeployment({ namespace: 'a', name: 'b' }, 0, {});
    await cluster.setFailurePolicy(entry, 'Fail', 'Ignore');
    await cluster.annotateWebhookConfiguration({ kind: 'Mutating', name: 'c' }, { a: 'b' });

    const changes = requests.filter(({ method }) => method !== 'GET');
    expect(changes).toHaveLength(7);
    expect(changes.filter(({ query }) => query.dryRun !== 'All')).toEqual([]);
    const removal = changes.find(({ method }) => method === 'DELETE');
    expect(removal?.body).toMatchObject({ dryRun: ['All'], gracePeriodSeconds: 5 });
  });

  test('and only a dry run does', async () => {
    const { cluster, requests } = await aCluster(() => anything);
    await cluster.cordon(open, 'monday');
    await cluster.evict(pod, { graceSeconds: null });
    await cluster.delete(pod, { graceSeconds: null });
    expect(JSON.stringify(requests)).not.toContain('dryRun');
  });
});

describe('scaling a Deployment', () => {
  const autoscaler = { namespace: 'kube-system', name: 'cluster-autoscaler' };
  const live: ApiAnswer = {
    body: {
      metadata: { resourceVersion: '7', annotations: { 'eks-scheduler.io/recorded-replicas': '1' } },
      spec: { replicas: 0 },
    },
  };

  test('sets replicas and annotations in one patch', async () => {
    const { cluster, requests } = await aCluster(() => live);
    await cluster.scaleDeployment(autoscaler, 1, { 'eks-scheduler.io/recorded-replicas': null });
    expect(requests[1]?.body).toEqual({
      metadata: { resourceVersion: '7', annotations: { 'eks-scheduler.io/recorded-replicas': null } },
      spec: { replicas: 1 },
    });
  });

  test('sends nothing when all is as wanted', async () => {
    const { cluster, requests } = await aCluster(() => live);
    const annotations = { 'eks-scheduler.io/recorded-replicas': '1', absent: null };
    await expect(cluster.scaleDeployment(autoscaler, 0, annotations)).resolves.toBe('unchanged');
    expect(requests).toHaveLength(1);
  });

  /** The API server's Deployment at each version; a patch of any but the last is a conflict. */
  const versions = (...deployments: readonly { replicas: number; annotations?: Record<string, string> }[]) => {
    let reads = 0;
    return ({ method, body }: ApiRequest): ApiAnswer => {
      const { replicas, annotations = {} } = deployments[reads] ?? deployments.at(-1) ?? { replicas: 0 };
      if (method === 'GET') {
        reads += 1;
        return { body: { metadata: { resourceVersion: String(reads), annotations }, spec: { replicas } } };
      }
      const { metadata } = body as { readonly metadata: { readonly resourceVersion: string } };
      return metadata.resourceVersion === String(deployments.length) ? {} : aStatus(409, 'modified');
    };
  };
  const recorded = { 'eks-scheduler.io/recorded-replicas': '2' };
  const changes = (requests: readonly ApiRequest[]) => requests.filter(({ method }) => method === 'PATCH');

  test('looks again after a write of its controller, and patches what it finds', async () => {
    const itsController = { replicas: 2, annotations: { 'deployment.kubernetes.io/revision': '3' } };
    const { cluster, requests } = await aCluster(versions({ replicas: 2 }, itsController, itsController));
    await expect(cluster.scaleDeployment(autoscaler, 0, recorded)).resolves.toBe('changed');
    expect(changes(requests).map(({ body }) => body)).toMatchObject(
      ['1', '2', '3'].map((resourceVersion) => ({ metadata: { resourceVersion }, spec: { replicas: 0 } })),
    );
  });

  test.each([
    ['other replicas', { replicas: 3 }],
    ['another record', { replicas: 2, annotations: { 'eks-scheduler.io/recorded-replicas': '4' } }],
  ])('is transient when somebody wrote %s in between', async (_name, theirs) => {
    const { cluster, requests } = await aCluster(versions({ replicas: 2 }, theirs));
    await expect(cluster.scaleDeployment(autoscaler, 0, recorded)).rejects.toThrow(TransientError);
    expect(changes(requests)).toHaveLength(1);
  });

  test('is transient when it is written all the time', async () => {
    const { cluster, requests } = await aCluster(({ method }) =>
      method === 'PATCH' ? aStatus(409, 'modified') : live,
    );
    await expect(cluster.scaleDeployment(autoscaler, 1, {})).rejects.toThrow(/changed 5 times meanwhile/);
    expect(changes(requests)).toHaveLength(5);
  });
});
