import {
  DescribeAccessEntryCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  DescribeUpdateCommand,
  EKSClient,
  ListNodegroupsCommand,
  ListTagsForResourceCommand,
  ListUpdatesCommand,
  paginateListNodegroups,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createEks, type Eks } from '../../../sandbox/aws/eks/eks.ts';
import type { WorldNodeGroup } from '../../../sandbox/world.ts';
import { aKubernetes, aNode, aPod, type TestKubernetes } from './a-kubernetes.ts';
import { aClock, account, anEndpoint, evening, region } from './an-endpoint.ts';

const nodeName = (n: number) => `ip-10-0-1-${n}.eu-west-1.compute.internal`;
const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function aNodeGroup(group: Partial<WorldNodeGroup> = {}): WorldNodeGroup {
  return {
    name: 'apps',
    minSize: 0,
    maxSize: 4,
    desiredSize: 2,
    instanceTypes: ['m5.xlarge'],
    labels: { role: 'apps' },
    taints: [{ key: 'dedicated', value: 'apps', effect: 'NO_SCHEDULE' }],
    launchSeconds: 60,
    bootSeconds: 20,
    terminateSeconds: 30,
    ...group,
  };
}

async function aCluster(
  options: { readonly groups?: WorldNodeGroup[]; readonly kubernetes?: TestKubernetes; readonly seed?: number } = {},
) {
  const clock = aClock();
  const kubernetes =
    options.kubernetes ?? (await aKubernetes({ nodes: [aNode(nodeName(1), 'apps'), aNode(nodeName(2), 'apps')] }));
  closers.push(() => kubernetes.close());
  const eks = await createEks({
    clock,
    cluster: { name: 'dev', version: '1.34', tags: { team: 'platform' } },
    nodeGroups: options.groups ?? [aNodeGroup()],
    kubernetes: kubernetes.connection,
    account,
    region,
    seed: options.seed ?? 1,
    accessEntries: [{ principalArn: `arn:aws:iam::${account}:role/ops/access`, kubernetesGroups: ['eks-scheduler'] }],
  });
  const { server, client: configuration } = await anEndpoint({ services: [eks.service], clock });
  const client = new EKSClient(configuration);
  closers.push(
    () => eks.close(),
    () => server.close(),
    async () => client.destroy(),
  );
  const describeGroup = async (nodegroupName = 'apps') =>
    (await client.send(new DescribeNodegroupCommand({ clusterName: 'dev', nodegroupName }))).nodegroup;
  const resize = async (minSize: number, desiredSize: number, clientRequestToken?: string) => {
    const scalingConfig = { minSize, desiredSize };
    const input = { clusterName: 'dev', nodegroupName: 'apps', scalingConfig, clientRequestToken };
    return (await clock.during(client.send(new UpdateNodegroupConfigCommand(input)))).update;
  };
  const update = async (updateId = '') =>
    (await client.send(new DescribeUpdateCommand({ name: 'dev', nodegroupName: 'apps', updateId }))).update;
  return { clock, kubernetes, eks, client, describeGroup, resize, update };
}

const instancesOf = (eks: Eks) => eks.snapshot()[0]?.instances;

describe('a cluster', () => {
  test('says where its API server is and whom to trust', async () => {
    const { client, kubernetes } = await aCluster();

    const { cluster } = await client.send(new DescribeClusterCommand({ name: 'dev' }));

    expect(cluster).toMatchObject({
      arn: `arn:aws:eks:${region}:${account}:cluster/dev`,
      status: 'ACTIVE',
      version: '1.34',
      endpoint: kubernetes.connection.url,
      tags: { team: 'platform' },
      computeConfig: { enabled: false },
    });
    expect(Buffer.from(cluster?.certificateAuthority?.data ?? '', 'base64').toString()).toContain('BEGIN CERTIFICATE');
  });

  test('that is not there is refused as EKS words it', async () => {
    const { client } = await aCluster();

    await expect(client.send(new DescribeClusterCommand({ name: 'prod' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'No cluster found for name: prod.',
    });
  });

  test('lists its node groups in pages', async () => {
    const groups = ['a', 'b', 'c'].map((name) => aNodeGroup({ name, desiredSize: 0 }));
    const { client } = await aCluster({ groups, kubernetes: await aKubernetes() });

    const names: string[] = [];
    for await (const page of paginateListNodegroups({ client, pageSize: 2 }, { clusterName: 'dev' }))
      names.push(...(page.nodegroups ?? []));

    expect(names).toEqual(['a', 'b', 'c']);
    const first = await client.send(new ListNodegroupsCommand({ clusterName: 'dev', maxResults: 2 }));
    expect(first.nodegroups).toEqual(['a', 'b']);
  });

  test('knows the access entry of an assumed role, whatever path the role has', async () => {
    const { client, eks } = await aCluster();
    const principalArn = `arn:aws:iam::${account}:role/ops/access`;

    const { accessEntry } = await client.send(new DescribeAccessEntryCommand({ clusterName: 'dev', principalArn }));

    expect(accessEntry?.kubernetesGroups).toEqual(['eks-scheduler']);
    expect(eks.accessEntryOf(`arn:aws:sts::${account}:assumed-role/access/run-1`)?.principalArn).toBe(principalArn);
    expect(eks.accessEntryOf(`arn:aws:sts::${account}:assumed-role/other/run-1`)).toBeUndefined();
  });

  test('is throttled as often as asked', async () => {
    const { client, eks } = await aCluster();
    eks.throttle(1);

    await expect(client.send(new DescribeClusterCommand({ name: 'dev' }))).rejects.toMatchObject({
      name: 'ThrottlingException',
    });
    await expect(client.send(new DescribeClusterCommand({ name: 'dev' }))).resolves.toBeDefined();
  });
});

describe('scaling in', () => {
  test('answers an update that is successful before the nodes are gone', async () => {
    const { clock, resize, update, eks, describeGroup } = await aCluster();

    const asked = await resize(0, 0);
    expect(asked).toMatchObject({ status: 'InProgress', type: 'ConfigUpdate' });
    expect(asked?.params).toContainEqual({ type: 'DesiredSize', value: '0' });
    const seen = new Promise<string>((resolve) => {
      clock.after(6000, () => {
        void clock
          .during(update(asked?.id))
          .then((found) => resolve(`${found?.status} ${instancesOf(eks)?.terminating}`));
      });
    });

    expect(await seen).toBe('Successful 2');
    await clock.settled();
    expect((await describeGroup())?.scalingConfig).toEqual({ minSize: 0, maxSize: 4, desiredSize: 0 });
  });

  test('evicts pods as the node manager and takes the node away after it terminated', async () => {
    const kubernetes = await aKubernetes({
      nodes: [aNode(nodeName(1), 'apps')],
      pods: [aPod('cart', nodeName(1)), aPod('agent', nodeName(1), 'DaemonSet')],
    });
    const { clock, resize } = await aCluster({ kubernetes, groups: [aNodeGroup({ desiredSize: 1 })] });

    await resize(0, 0);
    await clock.settled();

    expect(kubernetes.writes).toEqual([
      `eks:node-manager: PATCH /api/v1/nodes/${nodeName(1)}`,
      'eks:node-manager: POST /api/v1/namespaces/shop/pods/cart/eviction',
      `eks:cloud-controller-manager: DELETE /api/v1/nodes/${nodeName(1)}`,
    ]);
    // 5 s for the update, 10 s until the pods are looked at again, 30 s to terminate.
    expect(clock.now() - evening.getTime()).toBe(45_000);
  });

  test('terminates regardless when a budget blocks an eviction for 15 minutes', async () => {
    const kubernetes = await aKubernetes({ nodes: [aNode(nodeName(1), 'apps')], pods: [aPod('db', nodeName(1))] });
    const { clock, resize, eks } = await aCluster({ kubernetes, groups: [aNodeGroup({ desiredSize: 1 })] });
    kubernetes.refuse = ({ path }) => (path.endsWith('/eviction') ? 429 : null);

    await resize(0, 0);
    await clock.settled();

    expect(kubernetes.pods.size).toBe(1);
    expect(kubernetes.nodes.size).toBe(0);
    expect(instancesOf(eks)).toMatchObject({ running: 0, draining: 0, terminating: 0 });
    expect(clock.now() - evening.getTime()).toBe((5 + 15 * 60 + 30) * 1000);
  });
});

describe('scaling out', () => {
  test('launches instances that register their nodes as kubelets do', async () => {
    const { clock, resize, kubernetes } = await aCluster({
      groups: [aNodeGroup({ desiredSize: 0 })],
      kubernetes: await aKubernetes(),
    });

    await resize(1, 1);
    await clock.settled();

    const [node] = [...kubernetes.nodes.values()];
    expect(kubernetes.writes).toEqual([`system:node:${node?.metadata.name}: POST /api/v1/nodes`]);
    expect(clock.now() - evening.getTime()).toBe(60_000);
    expect(node?.metadata.name).toMatch(/^ip-10-0-\d+-\d+\.eu-west-1\.compute\.internal$/);
    expect(node?.metadata.labels).toMatchObject({
      role: 'apps',
      'eks.amazonaws.com/nodegroup': 'apps',
      'node.kubernetes.io/instance-type': 'm5.xlarge',
      'topology.kubernetes.io/zone': 'eu-west-1a',
      'kubernetes.io/hostname': node?.metadata.name,
    });
    expect(node?.metadata.annotations).toEqual({
      'sandbox.eks-scheduler.io/boot-seconds': '20',
      'volumes.kubernetes.io/controller-managed-attach-detach': 'true',
    });
    expect(node?.spec?.taints).toEqual([
      { key: 'dedicated', value: 'apps', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' },
    ]);
    expect(node?.status?.conditions).toMatchObject([{ type: 'Ready', status: 'False' }]);
    expect(node?.status?.allocatable).toMatchObject({ cpu: '4', pods: '58' });
  });

  test('gives the same names for the same seed', async () => {
    const names = async (seed: number) => {
      const options = { seed, groups: [aNodeGroup({ desiredSize: 3 })], kubernetes: await aKubernetes() };
      const { clock, kubernetes } = await aCluster(options);
      await clock.settled();
      return [...kubernetes.nodes.keys()];
    };

    expect(await names(7)).toEqual(await names(7));
    expect(await names(7)).not.toEqual(await names(8));
  });

  test('repeats a refused registration every 10 seconds, until it is taken', async () => {
    const kubernetes = await aKubernetes();
    const { clock, resize, eks } = await aCluster({ kubernetes, groups: [aNodeGroup({ desiredSize: 0 })] });
    kubernetes.refuse = () => (kubernetes.writes.length < 4 ? 500 : null);

    await resize(0, 1);
    await clock.settled();

    expect(kubernetes.writes).toHaveLength(4);
    expect(clock.now() - evening.getTime()).toBe(90_000);
    expect(instancesOf(eks)?.running).toBe(1);
  });

  test('gives up on a node after 15 minutes, and tries again at the next update', async () => {
    const kubernetes = await aKubernetes();
    const { clock, resize, describeGroup } = await aCluster({ kubernetes, groups: [aNodeGroup({ desiredSize: 0 })] });
    kubernetes.refuse = () => 403;

    await resize(0, 1);
    await clock.settled();
    expect(await describeGroup()).toMatchObject({
      status: 'DEGRADED',
      health: { issues: [{ code: 'NodeCreationFailure', resourceIds: [expect.stringMatching(/^i-0[0-9a-f]{16}$/)] }] },
    });

    kubernetes.refuse = () => null;
    await resize(0, 1);
    await clock.settled();
    expect(await describeGroup()).toMatchObject({ status: 'ACTIVE', health: { issues: [] } });
    expect(kubernetes.nodes.size).toBe(1);
  });

  test('without capacity succeeds as an update and leaves the group degraded, also at zero, until a scale-out succeeds', async () => {
    const { clock, resize, update, eks, describeGroup } = await aCluster();
    eks.capacityError('apps', 'Could not launch On-Demand Instances. InsufficientInstanceCapacity - none left');

    const asked = await resize(0, 3);
    await clock.settled();
    expect((await update(asked?.id))?.status).toBe('Successful');
    expect(instancesOf(eks)?.running).toBe(2);
    await resize(0, 0);
    await clock.settled();
    expect(await describeGroup()).toMatchObject({
      status: 'DEGRADED',
      health: { issues: [{ code: 'AsgInstanceLaunchFailures' }] },
    });

    eks.capacityError('apps', null);
    await resize(0, 1);
    await clock.settled();
    expect((await describeGroup())?.status).toBe('ACTIVE');
  });
});

describe('an update', () => {
  test('keeps the group UPDATING and refuses another one meanwhile', async () => {
    const { resize, describeGroup, clock } = await aCluster();
    const release = clock.hold();
    const first = await resize(0, 1, 'token-1');

    expect((await describeGroup())?.status).toBe('UPDATING');
    await expect(resize(0, 2)).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'Nodegroup cannot be updated as it is currently not in Active State',
    });
    expect((await resize(0, 1, 'token-1'))?.id).toBe(first?.id);
    release();
  });

  test.each([
    [2, 1, "Minimum capacity 2 can't be greater than desired size 1"],
    [0, 9, "Desired capacity 9 can't be greater than max size 4"],
    [-1, 1, 'Invalid value -1 for minSize'],
  ])('of minimum %d and desired %d is refused', async (minSize, desiredSize, message) => {
    const { resize, describeGroup } = await aCluster();

    await expect(resize(minSize, desiredSize)).rejects.toMatchObject({ name: 'InvalidParameterException', message });
    expect((await describeGroup())?.scalingConfig?.desiredSize).toBe(2);
  });

  test('to a maximum of 0 is refused', async () => {
    const { client } = await aCluster();
    const scalingConfig = { minSize: 0, desiredSize: 0, maxSize: 0 };

    const update = client.send(
      new UpdateNodegroupConfigCommand({ clusterName: 'dev', nodegroupName: 'apps', scalingConfig }),
    );

    await expect(update).rejects.toThrow("Requested max capacity can't be less than 1");
  });

  test('can be made to fail, and then changes nothing', async () => {
    const { clock, resize, update, eks, describeGroup, client } = await aCluster();
    eks.failNextUpdate('apps', 'AccessDenied', 'no permission');

    const asked = await resize(0, 0);
    await clock.settled();

    expect(await update(asked?.id)).toMatchObject({
      status: 'Failed',
      errors: [{ errorCode: 'AccessDenied', errorMessage: 'no permission' }],
    });
    expect((await describeGroup())?.scalingConfig?.desiredSize).toBe(2);
    const { updateIds } = await client.send(new ListUpdatesCommand({ name: 'dev', nodegroupName: 'apps' }));
    expect(updateIds).toEqual([asked?.id]);
  });

  test('can be rejected until it is allowed again', async () => {
    const { resize, eks } = await aCluster();
    eks.rejectUpdates('apps', 'InvalidRequestException', 'The Auto Scaling group is gone');
    await expect(resize(0, 0)).rejects.toMatchObject({ name: 'InvalidRequestException' });

    eks.allowUpdates('apps');
    await expect(resize(0, 0)).resolves.toMatchObject({ status: 'InProgress' });
  });
});

describe('tags', () => {
  test('are set and removed, on the group and its cluster', async () => {
    const { client, describeGroup } = await aCluster();
    const resourceArn = (await describeGroup())?.nodegroupArn ?? '';

    await client.send(new TagResourceCommand({ resourceArn, tags: { 'eks-scheduler/size': '1/2/4', other: 'x' } }));
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['other', 'missing'] }));

    expect((await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({
      'eks-scheduler/size': '1/2/4',
    });
    expect((await describeGroup())?.tags).toEqual({ 'eks-scheduler/size': '1/2/4' });
  });

  test.each([
    ['JSON', { size: '{"min":1}' }],
    ['a long value', { size: 'x'.repeat(257) }],
    ["AWS's own prefix", { 'aws:size': '1' }],
  ])('are refused with %s, as AWS does', async (_what, tags) => {
    const { client, describeGroup } = await aCluster();
    const resourceArn = (await describeGroup())?.nodegroupArn ?? '';

    await expect(client.send(new TagResourceCommand({ resourceArn, tags }))).rejects.toMatchObject({
      name: 'BadRequestException',
    });
    expect((await describeGroup())?.tags).toEqual({});
  });
});
