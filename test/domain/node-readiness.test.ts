import { describe, expect, test } from '@jest/globals';
import type { Node } from '../../src/domain/kubernetes-objects.ts';
import { networkDaemonSets, networkTrouble } from '../../src/domain/node-network.ts';
import { nodeReadiness } from '../../src/domain/node-readiness.ts';
import { aNode, aPod, aWorkload } from './webhook-makers.ts';

const gpu = { key: 'nvidia.com/gpu', value: 'true', effect: 'NoSchedule' } as const;

describe('a node', () => {
  test.each<[string, Partial<Node>]>([
    ['that is Ready and open', {}],
    ['with a taint that its group always carries', { taints: [gpu] }],
    ['with a taint that keeps nothing out', { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] }],
  ])('%s takes pods', (_, node) => {
    expect(nodeReadiness(aNode(node), [gpu], false)).toEqual({ ready: true });
  });

  test.each<[string, Partial<Node>, RegExp]>([
    ['that is not Ready', { ready: 'False' }, /not Ready/],
    ['that fell silent', { ready: 'Unknown' }, /silent/],
    ['without resources', { isAllocatable: false }, /no resources/],
    [
      'whose volume driver has not started',
      { taints: [{ key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoSchedule' }] },
      /ebs\.csi\.aws\.com/,
    ],
    ['that evicts pods', { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' }] }, /not-ready/],
    ["with its group's taint of another value", { taints: [{ ...gpu, value: 'false' }] }, /nvidia/],
    ['that somebody cordoned', { isUnschedulable: true }, /cordoned/],
  ])('%s does not', (_, node, reason) => {
    expect(nodeReadiness(aNode(node), [gpu], false)).toEqual({ ready: false, reason: expect.stringMatching(reason) });
  });

  test('that we cordoned takes pods as soon as the next phase opens it', () => {
    const taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] as const;

    expect(nodeReadiness(aNode({ isUnschedulable: true, taints }), [], true)).toEqual({ ready: true });
  });
});

describe("a node's network", () => {
  const proxy = aWorkload({ kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy', desired: 2 });
  const onNode = (nodeName: string, isReady = true) =>
    aPod({
      namespace: 'kube-system',
      name: `kube-proxy-${nodeName}`,
      labels: { app: 'kube-proxy' },
      nodeName,
      isReady,
    });

  test('is up when a Ready pod of each network DaemonSet is on it', () => {
    expect(networkTrouble(aNode(), [proxy], [onNode('node-1')])).toBeNull();
  });

  test('is not up while the pod is missing, or not Ready, or on another node', () => {
    expect(networkTrouble(aNode(), [proxy], [])).toMatch(/kube-proxy/);
    expect(networkTrouble(aNode(), [proxy], [onNode('node-1', false)])).toMatch(/kube-proxy/);
    expect(networkTrouble(aNode(), [proxy], [onNode('node-2')])).toMatch(/kube-proxy/);
  });

  test('lacks nothing where the DaemonSet has all its pods and wants none here', () => {
    expect(networkTrouble(aNode(), [proxy], [onNode('node-2'), onNode('node-3')])).toBeNull();
  });

  test('lacks nothing where the cluster has no such DaemonSets', () => {
    expect(networkTrouble(aNode(), [], [])).toBeNull();
  });

  test('is made by kube-proxy and any CNI of kube-system that wants nodes', () => {
    const daemonSet = (name: string, desired = 1, namespace = 'kube-system') =>
      aWorkload({ kind: 'DaemonSet', name, desired, namespace });
    const installed = [
      daemonSet('kube-proxy'),
      daemonSet('aws-node'),
      daemonSet('cilium'),
      daemonSet('my-cni-agent'),
      daemonSet('kube-proxy-windows', 0),
      daemonSet('ebs-csi-node'),
      daemonSet('aws-node', 1, 'elsewhere'),
      aWorkload({ name: 'aws-node', namespace: 'kube-system' }),
    ];

    expect(networkDaemonSets(installed).map(({ name }) => name)).toEqual([
      'kube-proxy',
      'aws-node',
      'cilium',
      'my-cni-agent',
    ]);
  });
});
