import { describe, expect, test } from '@jest/globals';
import type { Tier, TierComponent, TierName } from '../../src/domain/run-settings.ts';
import { tierMembers } from '../../src/domain/tier-members.ts';
import { aWorkload } from './webhook-makers.ts';

function aComponent(component: Partial<TierComponent> = {}): TierComponent {
  return {
    name: 'CoreDNS',
    kind: 'Deployment',
    namespace: 'kube-system',
    workload: 'coredns',
    critical: true,
    ...component,
  };
}

function aTier(name: TierName, ...components: TierComponent[]): Tier {
  return { name, components };
}

const coredns = aWorkload({ namespace: 'kube-system', name: 'coredns' });
const shop = aWorkload({ namespace: 'shop', name: 'cart' });
const everything = aComponent({ name: 'applications', namespace: '*', workload: '*', critical: false });

describe('a tier', () => {
  test('holds the workloads that its components name by kind, namespace and name', () => {
    const tier = aTier('core-kubernetes', aComponent());
    const others = [
      aWorkload({ namespace: 'other', name: 'coredns' }),
      aWorkload({ kind: 'StatefulSet', namespace: 'kube-system', name: 'coredns' }),
      aWorkload({ namespace: 'kube-system', name: 'coredns-2' }),
    ];

    expect(tierMembers(tier, [tier], [coredns, ...others])).toEqual([
      { component: 'CoreDNS', critical: true, workload: coredns },
    ]);
  });

  test.each([
    ['its own', { labels: { 'app.kubernetes.io/name': 'karpenter' } }],
    ["its pods'", { podLabels: { 'app.kubernetes.io/name': 'karpenter' } }],
  ])('finds a workload of any name by %s labels', (_, labels) => {
    const component = aComponent({ namespace: '*', workload: '*', labels: { 'app.kubernetes.io/name': 'karpenter' } });
    const tier = aTier('cluster-management', component);
    const found = aWorkload({ name: 'whatever', ...labels });

    expect(tierMembers(tier, [tier], [found, shop]).map(({ workload }) => workload)).toEqual([found]);
  });

  test('holds a workload once, for the first component that names it', () => {
    const tier = aTier('core-kubernetes', aComponent(), aComponent({ name: 'second', workload: 'core*' }));

    expect(tierMembers(tier, [tier], [coredns]).map(({ component }) => component)).toEqual(['CoreDNS']);
  });

  test('leaves to an earlier tier what that one names', () => {
    const first = aTier('core-kubernetes', aComponent());
    const second = aTier('infrastructure', aComponent({ workload: '*' }));

    expect(tierMembers(second, [first, second], [coredns])).toEqual([]);
  });

  test('of everything holds only what is in no namespace that another tier names', () => {
    const core = aTier('core-kubernetes', aComponent());
    const applications = aTier('applications', everything);
    const stray = aWorkload({ namespace: 'kube-system', name: 'stray' });

    const members = tierMembers(applications, [core, applications], [coredns, stray, shop]);

    expect(members.map(({ workload }) => workload)).toEqual([shop]);
  });
});
