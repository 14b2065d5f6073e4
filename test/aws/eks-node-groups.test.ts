import { EKSClient } from '@aws-sdk/client-eks';
import { afterEach, describe, expect, test } from '@jest/globals';
import { eksNodeGroups } from '../../src/aws/eks-node-groups.ts';
import { AccessDeniedError, ClusterUnreachableError, NodeGroupError, TransientError } from '../../src/domain/errors.ts';
import { dev } from './a-table.ts';
import { type AwsAnswer, type AwsEndpoint, type AwsRequest, anAwsEndpoint } from './an-aws-endpoint.ts';

let endpoint: AwsEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

async function nodeGroups(answer: (request: AwsRequest, count: number) => AwsAnswer) {
  endpoint = await anAwsEndpoint(answer);
  return eksNodeGroups(new EKSClient(endpoint.settings), dev);
}

const aRefusal = (status: number, errorType: string, message: string): AwsAnswer => ({
  status,
  errorType,
  body: { message },
});
const aGroup = (name: string, changes: object = {}) => ({
  nodegroup: {
    nodegroupName: name,
    nodegroupArn: `arn:aws:eks:eu-west-1:111122223333:nodegroup/dev/${name}/1`,
    status: 'ACTIVE',
    scalingConfig: { minSize: 2, maxSize: 10, desiredSize: 5 },
    instanceTypes: ['m6i.large'],
    ...changes,
  },
});
const sizes = { minSize: 0, maxSize: 10, desiredSize: 0 };

test('the cluster is described in our words', async () => {
  const groups = await nodeGroups(() => ({
    body: {
      cluster: {
        name: 'dev',
        arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev',
        status: 'ACTIVE',
        version: '1.36',
        endpoint: 'https://x',
        certificateAuthority: { data: 'Q0E=' },
        tags: { team: 'a' },
        computeConfig: { enabled: true },
        accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP' },
      },
    },
  }));
  await expect(groups.describeCluster()).resolves.toEqual({
    name: 'dev',
    arn: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev',
    status: 'ACTIVE',
    version: '1.36',
    endpoint: 'https://x',
    certificateAuthority: 'Q0E=',
    tags: { team: 'a' },
    isAutoMode: true,
    authenticationMode: 'API_AND_CONFIG_MAP',
  });
});

test('a cluster that is not there is named with account and region', async () => {
  const groups = await nodeGroups(() => aRefusal(404, 'ResourceNotFoundException', 'No cluster found for name: dev.'));
  await expect(groups.describeCluster()).rejects.toThrow(ClusterUnreachableError);
  await expect(groups.list()).rejects.toThrow('no cluster "dev" in account 111122223333, region eu-west-1');
  await expect(groups.describe('apps')).rejects.toThrow(ClusterUnreachableError);
});

describe('node groups', () => {
  test('are listed over all pages; one that went away in between is left out', async () => {
    const groups = await nodeGroups(({ path, query }) => {
      if (path.endsWith('/node-groups')) {
        return { body: query.nextToken ? { nodegroups: ['c'] } : { nodegroups: ['a', 'b'], nextToken: 'more' } };
      }
      const name = path.split('/').at(-1) ?? '';
      return name === 'b' ? aRefusal(404, 'ResourceNotFoundException', 'No node group found') : { body: aGroup(name) };
    });
    const listed = await groups.list();
    expect(listed.map(({ name }) => name)).toEqual(['a', 'c']);
  });

  test('are named by their list alone, without a question about each', async () => {
    const groups = await nodeGroups(() => ({ body: { nodegroups: ['a', 'b'] } }));
    await expect(groups.names()).resolves.toEqual(['a', 'b']);
    expect(endpoint?.requests).toHaveLength(1);
  });

  test('are read with sizes, taints as Kubernetes spells them, and health issues', async () => {
    const groups = await nodeGroups(() => ({
      body: aGroup('apps', {
        status: 'DEGRADED',
        taints: [{ key: 'gpu', value: 'yes', effect: 'NO_SCHEDULE' }],
        health: { issues: [{ code: 'AsgInstanceLaunchFailures', message: 'no capacity', resourceIds: ['asg'] }] },
        resources: { autoScalingGroups: [{ name: 'eks-apps-1' }] },
      }),
    }));
    await expect(groups.describe('apps')).resolves.toMatchObject({
      status: 'DEGRADED',
      minSize: 2,
      maxSize: 10,
      desiredSize: 5,
      taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
      healthIssues: [{ code: 'AsgInstanceLaunchFailures', message: 'no capacity', resourceIds: ['asg'] }],
      autoScalingGroups: ['eks-apps-1'],
    });
  });

  test('without sizes are an error, never zeros', async () => {
    const groups = await nodeGroups(() => ({ body: aGroup('apps', { scalingConfig: { maxSize: 3 } }) }));
    await expect(groups.describe('apps')).rejects.toThrow(NodeGroupError);
  });

  test('that do not exist are null', async () => {
    const groups = await nodeGroups(() =>
      aRefusal(404, 'ResourceNotFoundException', 'No node group found for name: x.'),
    );
    await expect(groups.describe('x')).resolves.toBeNull();
  });
});

describe('resizing', () => {
  test('sends the three sizes together', async () => {
    const groups = await nodeGroups(() => ({ body: { update: { id: 'u-1' } } }));
    await expect(groups.resize('apps', sizes)).resolves.toEqual({ result: 'updating', updateId: 'u-1' });
    expect(endpoint?.requests[0]).toMatchObject({ path: '/clusters/dev/node-groups/apps/update-config' });
    expect(JSON.parse(endpoint?.requests[0]?.body ?? '')).toMatchObject({ scalingConfig: sizes });
  });

  test('is busy while another update goes on', async () => {
    const groups = await nodeGroups(() => aRefusal(409, 'ResourceInUseException', 'Nodegroup cannot be updated'));
    await expect(groups.resize('apps', sizes)).resolves.toEqual({
      result: 'busy',
      message: 'Nodegroup cannot be updated',
    });
  });

  test.each([
    [aRefusal(400, 'InvalidParameterException', 'Requested max capacity'), NodeGroupError],
    [aRefusal(400, 'ThrottlingException', 'Rate exceeded'), TransientError],
    [aRefusal(500, 'ServerException', 'oops'), TransientError],
    [aRefusal(503, 'ServiceUnavailableException', 'later'), TransientError],
    [aRefusal(403, 'AccessDeniedException', 'not authorized to perform: eks:UpdateNodegroupConfig'), AccessDeniedError],
  ])('%j is a named error with EKS’s words', async (answer, expected) => {
    const groups = await nodeGroups(() => answer);
    await expect(groups.resize('apps', sizes)).rejects.toThrow(expected);
    await expect(groups.resize('apps', sizes)).rejects.toThrow(JSON.parse(JSON.stringify(answer.body)).message);
  });
});

describe('the latest update', () => {
  const updates: Record<string, object> = {
    old: { id: 'old', type: 'ConfigUpdate', status: 'Successful', createdAt: 1_000 },
    newest: {
      id: 'newest',
      type: 'ConfigUpdate',
      status: 'Failed',
      createdAt: 3_000,
      errors: [{ errorCode: 'NodeCreationFailure', errorMessage: 'did not join', resourceIds: ['i-1'] }],
    },
    version: { id: 'version', type: 'VersionUpdate', status: 'InProgress', createdAt: 4_000 },
  };

  test('is the newest of the configuration’s, with its errors', async () => {
    const groups = await nodeGroups(({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      return { body: id === 'updates' ? { updateIds: Object.keys(updates) } : { update: updates[id] } };
    });
    await expect(groups.latestUpdate('apps')).resolves.toEqual({
      id: 'newest',
      status: 'Failed',
      errors: ['NodeCreationFailure: did not join (i-1)'],
    });
  });

  test('is found at either end of a long list without describing all of it', async () => {
    const ids = Array.from({ length: 300 }, (_, index) => `u-${index}`);
    const groups = await nodeGroups(({ path }) => {
      const id = path.split('/').at(-1) ?? '';
      if (id === 'updates') return { body: { updateIds: ids } };
      return { body: { update: { id, type: 'ConfigUpdate', status: 'InProgress', createdAt: Number(id.slice(2)) } } };
    });
    await expect(groups.latestUpdate('apps')).resolves.toMatchObject({ id: 'u-299' });
    expect(endpoint?.requests.length).toBeLessThan(15);
  });

  test('of a group that had none is null', async () => {
    const groups = await nodeGroups(() => ({ body: { updateIds: [] } }));
    await expect(groups.latestUpdate('apps')).resolves.toBeNull();
  });
});

test('tags are set and removed', async () => {
  const groups = await nodeGroups(() => ({ body: {} }));
  await groups.tag('arn:aws:eks:eu-west-1:111122223333:nodegroup/dev/apps/1', { a: 'b' });
  await groups.untag('arn:aws:eks:eu-west-1:111122223333:nodegroup/dev/apps/1', ['a']);
  expect(endpoint?.requests.map(({ method, query }) => [method, query.tagKeys])).toEqual([
    ['POST', undefined],
    ['DELETE', 'a'],
  ]);
});
