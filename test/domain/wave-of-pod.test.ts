import { expect, test } from '@jest/globals';
import type { Pod } from '../../src/domain/kubernetes-objects.ts';
import type { Tier } from '../../src/domain/run-settings.ts';
import { type Wave, waveOfPod } from '../../src/domain/wave-of-pod.ts';
import { aController, aPod } from './a-pod.ts';

const deployment = { kind: 'Deployment', critical: false } as const;
const tiers: readonly Tier[] = [
  {
    name: 'core-kubernetes',
    components: [{ ...deployment, name: 'CoreDNS', namespace: 'kube-system', workload: 'coredns' }],
  },
  {
    name: 'infrastructure',
    components: [{ ...deployment, name: 'Karpenter', namespace: 'karpenter', workload: 'karpenter' }],
  },
  {
    name: 'admission-control',
    components: [{ ...deployment, name: 'Kyverno', namespace: 'kyverno', workload: 'kyverno-*' }],
  },
  {
    name: 'security',
    components: [{ ...deployment, name: 'Datadog', namespace: '*', workload: '*', labels: { agent: 'datadog' } }],
  },
  { name: 'applications', components: [{ ...deployment, name: 'all', namespace: '*', workload: '*' }] },
];

test.each<[string, Partial<Pod>, Wave]>([
  ['a pod that no tier knows is an application', {}, 'applications'],
  [
    'a component goes with its tier',
    { namespace: 'kyverno', controller: aController('ReplicaSet', 'kyverno-admission-6c8') },
    'add-ons',
  ],
  [
    'a neighbour of a component goes with it',
    { namespace: 'kyverno', controller: aController('Job', 'cleanup-1') },
    'add-ons',
  ],
  ['a component may be known by labels in any namespace', { labels: { agent: 'datadog' } }, 'add-ons'],
  ['infrastructure outside kube-system is core', { namespace: 'karpenter' }, 'core'],
  ['kube-system is core, known or not', { namespace: 'kube-system' }, 'core'],
  ['a system priority class is core', { priorityClassName: 'system-cluster-critical' }, 'core'],
  [
    'the EBS controller goes last',
    { namespace: 'kube-system', controller: aController('ReplicaSet', 'ebs-csi-controller-5f') },
    'storage-driver',
  ],
  [
    'the EBS controller is known by its label too',
    { namespace: 'kube-system', labels: { app: 'ebs-csi-controller' } },
    'storage-driver',
  ],
  ['a pod that tolerates everything comes back', { tolerations: [{ operator: 'Exists' }] }, 'returning'],
  [
    'a pod that tolerates all of one effect comes back',
    { tolerations: [{ operator: 'Exists', effect: 'NoSchedule' }] },
    'returning',
  ],
  [
    'a pod that tolerates cordons comes back',
    { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] },
    'returning',
  ],
  [
    'tolerating NoExecute alone brings nothing back',
    { tolerations: [{ operator: 'Exists', effect: 'NoExecute' }] },
    'applications',
  ],
  [
    'tolerating something else brings nothing back',
    { tolerations: [{ key: 'dedicated', operator: 'Exists' }] },
    'applications',
  ],
  ['a bare pod does not come back', { controller: null, tolerations: [{ operator: 'Exists' }] }, 'applications'],
  [
    'a pod that has ended does not come back',
    { phase: 'Succeeded', tolerations: [{ operator: 'Exists' }] },
    'applications',
  ],
])('%s', (_name, differs, wave) => {
  expect(waveOfPod(aPod(differs), tiers)).toBe(wave);
});
