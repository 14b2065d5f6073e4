import { describe, expect, test } from '@jest/globals';
import type { LabelSelector, WebhookEntry } from '../../src/domain/kubernetes-objects.ts';
import type { WebhookSettings } from '../../src/domain/run-settings.ts';
import { judgeWebhook, type WebhookSurroundings, webhookReasons } from '../../src/domain/webhook-verdict.ts';
import { aNamespace, aRule, aService, aWebhook, aWorkload } from './webhook-makers.ts';

function judge(
  entry: Partial<WebhookEntry>,
  settings: Partial<WebhookSettings> = {},
  surroundings: Partial<WebhookSurroundings> = {},
): string {
  const { decision, reason } = judgeWebhook(aWebhook(entry), {
    namespaces: [],
    workloads: [],
    services: [],
    settings: { relax: 'auto', always: [], never: [], ...settings },
    ...surroundings,
  });
  return `${decision} ${reason}`;
}

function outside(...namespaces: string[]): LabelSelector {
  return { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: namespaces }] };
}

function labelled(key: string, value: string): LabelSelector {
  return { matchLabels: { [key]: value } };
}

const applicationsOnly = outside('kube-system', 'guard');

describe('a webhook is relaxed for the bootstrap when it fails closed and matches', () => {
  test.each([
    ['the registration of nodes', aRule('CREATE', 'nodes')],
    ['the status of nodes', aRule('UPDATE', 'nodes/status')],
    ['certificate requests', aRule('CREATE', 'certificatesigningrequests', 'certificates.k8s.io')],
    ['their approval', aRule('UPDATE', 'certificatesigningrequests/approval', 'certificates.k8s.io')],
    ['CSI nodes', aRule('CREATE', 'csinodes', 'storage.k8s.io')],
    ['leases', aRule('UPDATE', 'leases', 'coordination.k8s.io')],
    ['the creation of pods everywhere', aRule('CREATE', 'pods')],
    ['the binding of pods', aRule('CREATE', 'pods/binding')],
    ['all subresources of pods', aRule('*', 'pods/*')],
    ['tokens of service accounts', aRule('CREATE', 'serviceaccounts/token')],
    ['endpoint slices', aRule('UPDATE', 'endpointslices', 'discovery.k8s.io')],
    ['DaemonSets', aRule('UPDATE', 'daemonsets', 'apps')],
    ['every resource', aRule('*', '*', '*')],
    ['every resource and subresource', aRule('CREATE', '*/*', '*')],
    ['any group', aRule('CREATE', 'nodes', '*')],
  ])('%s', (_, rule) => {
    expect(judge({ rules: [rule] })).toBe('relax bootstrap');
  });

  test('nodes, though its namespace selector leaves out every system namespace', () => {
    const namespaceSelector = labelled('team', 'shop');

    expect(judge({ rules: [aRule('CREATE', 'nodes')], namespaceSelector })).toBe('relax bootstrap');
  });

  test('nodes with labels that a node group may carry', () => {
    const objectSelector = labelled('team', 'shop');

    expect(judge({ rules: [aRule('UPDATE', 'nodes')], objectSelector })).toBe('relax bootstrap');
  });

  test('its own pods, which then never start', () => {
    const namespaceSelector = outside('kube-system');
    const surroundings = { services: [aService()], workloads: [aWorkload({ name: 'guard' })] };
    const itself: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['guard'] }] };
    const entry = { rules: [aRule('CREATE', 'pods')], namespaceSelector };

    expect(judge(entry, {}, surroundings)).toBe('relax bootstrap');
    expect(judge({ ...entry, objectSelector: itself }, {}, surroundings)).toBe('leave application');
  });

  test('a pod of kube-system that asks for it by a label', () => {
    const entry = { rules: [aRule('CREATE', 'pods')], objectSelector: labelled('inject', 'true') };
    const daemonSet = aWorkload({
      kind: 'DaemonSet',
      namespace: 'kube-system',
      name: 'cni',
      podLabels: { inject: 'true' },
    });

    expect(judge({ ...entry, kind: 'Mutating' }, {}, { workloads: [daemonSet] })).toBe('relax bootstrap');
    expect(judge({ ...entry, kind: 'Mutating' })).toBe('leave injector');
  });

  test('kube-system, where that namespace asks for it by a label', () => {
    const entry = {
      kind: 'Mutating' as const,
      rules: [aRule('CREATE', 'pods')],
      namespaceSelector: labelled('istio-injection', 'enabled'),
    };
    const namespaces = [aNamespace('kube-system', { 'istio-injection': 'enabled' })];

    expect(judge(entry, {}, { namespaces })).toBe('relax bootstrap');
    expect(judge(entry)).toBe('leave injector');
  });
});

describe('a webhook is relaxed for the drain when it leaves the system alone but matches', () => {
  test.each([
    ['the deletion of pods', aRule('DELETE', 'pods')],
    ['changes of pods', aRule('UPDATE', 'pods')],
    ['the status of pods', aRule('UPDATE', 'pods/status')],
    ['evictions', aRule('CREATE', 'pods/eviction')],
    ['every operation on pods', aRule('*', 'pods')],
  ])('%s', (_, rule) => {
    expect(judge({ rules: [rule], namespaceSelector: applicationsOnly })).toBe('relax drain');
  });

  test.each([
    ['the deletion of nodes', aRule('DELETE', 'nodes')],
    ['volume attachments', aRule('DELETE', 'volumeattachments', 'storage.k8s.io')],
  ])('%s, whatever its namespaces', (_, rule) => {
    expect(judge({ rules: [rule], namespaceSelector: applicationsOnly })).toBe('relax drain');
  });

  test('pods of one real namespace that asks for it', () => {
    const entry = { rules: [aRule('UPDATE', 'pods')], namespaceSelector: labelled('team', 'shop') };

    expect(judge(entry, {}, { namespaces: [aNamespace('shop', { team: 'shop' })] })).toBe('relax drain');
    expect(judge(entry, {}, { namespaces: [aNamespace('shop')] })).toBe('leave application');
  });

  test('pods with a label that some pod may carry', () => {
    expect(judge({ rules: [aRule('DELETE', 'pods')], objectSelector: labelled('protect', 'yes') })).toBe('relax drain');
  });

  test('pods, where its match conditions exclude the kubelet but not our deletions', () => {
    const matchConditions = [{ name: 'no-nodes', expression: '!("system:nodes" in request.userInfo.groups)' }];
    const rules = [aRule('DELETE', 'pods')];

    expect(judge({ rules, namespaceSelector: applicationsOnly, matchConditions })).toBe('relax drain');
  });
});

describe('a webhook is left alone', () => {
  test.each([
    ['that fails open', { failurePolicy: 'Ignore' as const, rules: [aRule('*', '*', '*')] }, 'ignore'],
    [
      'that EKS serves itself, also where it fails closed and matches nodes',
      { url: 'https://127.0.0.1:23443/validate', service: null, rules: [aRule('UPDATE', 'nodes')] },
      'url',
    ],
    [
      'that EKS serves itself and that fails open',
      { url: 'https://127.0.0.1:23443/x', service: null, failurePolicy: 'Ignore' as const },
      'url',
    ],
    ['for custom resources', { rules: [aRule('*', '*', 'cert-manager.io')] }, 'own-resources'],
    ['without any rule', {}, 'own-resources'],
    ['for services', { rules: [aRule('CREATE', 'services')] }, 'application'],
    ['for ingresses', { rules: [aRule('UPDATE', 'ingresses', 'networking.k8s.io')] }, 'application'],
    ['for namespaces', { rules: [aRule('CREATE', 'namespaces')] }, 'application'],
    ['for ConfigMaps', { rules: [aRule('UPDATE', 'configmaps')] }, 'application'],
    [
      'for new pods of applications',
      { rules: [aRule('CREATE', 'pods')], namespaceSelector: applicationsOnly },
      'application',
    ],
    [
      'for nodes by a rule of namespaced scope, which names none',
      { rules: [aRule('CREATE', 'nodes', '', 'Namespaced')] },
      'application',
    ],
    [
      'for pods by a rule of cluster scope, which names none',
      { rules: [aRule('*', 'pods', '', 'Cluster')] },
      'application',
    ],
    [
      'that puts something into pods that ask for it',
      { kind: 'Mutating' as const, rules: [aRule('CREATE', 'pods')], objectSelector: labelled('inject', 'true') },
      'injector',
    ],
    [
      'that its match conditions keep from nodes',
      {
        rules: [aRule('*', 'nodes')],
        matchConditions: [{ name: 'not-nodes', expression: 'request.resource.resource != "nodes"' }],
      },
      'application',
    ],
  ])('%s', (_, entry, reason) => {
    expect(judge(entry)).toBe(`leave ${reason}`);
  });

  test('for new pods of applications, also where their namespaces ask for nothing and have no labels', () => {
    const namespaces = [aNamespace('shop'), aNamespace('kube-system')];
    const entry = { rules: [aRule('CREATE', 'pods')], namespaceSelector: applicationsOnly };

    expect(judge(entry, {}, { namespaces })).toBe('leave application');
  });
});

describe('the configuration', () => {
  const dangerous = { rules: [aRule('CREATE', 'nodes')] };
  const harmless = { rules: [aRule('CREATE', 'services')] };

  test.each([
    [
      'relaxes a harmless entry that it names',
      harmless,
      { always: ['guard/validate.guard.example'] },
      'relax configured',
    ],
    ['relaxes all entries of a configuration that it names', harmless, { always: ['guard'] }, 'relax configured'],
    ['keeps an entry that it names', dangerous, { never: ['guard/validate.guard.example'] }, 'leave excluded'],
    [
      'keeps rather than relaxes what it names twice',
      dangerous,
      { always: ['guard'], never: ['guard'] },
      'leave excluded',
    ],
    ['relaxes nothing when it is off', dangerous, { relax: 'off' as const, always: ['guard'] }, 'leave excluded'],
    ['relaxes only what it lists', dangerous, { relax: 'listed' as const }, 'leave excluded'],
    ['relaxes what it lists', dangerous, { relax: 'listed' as const, always: ['guard'] }, 'relax configured'],
    ['does not change the reason of what is harmless anyway', harmless, { relax: 'off' as const }, 'leave application'],
    ['cannot name another configuration by its beginning', harmless, { always: ['gua'] }, 'leave application'],
  ])('%s', (_, entry, settings, verdict) => {
    expect(judge(entry, settings)).toBe(verdict);
  });

  test('cannot relax what EKS serves, nor what fails open', () => {
    expect(judge({ ...dangerous, url: 'https://127.0.0.1/', service: null }, { always: ['guard'] })).toBe('leave url');
    expect(judge({ ...dangerous, failurePolicy: 'Ignore' }, { always: ['guard'] })).toBe('leave ignore');
  });
});

test('the verdict tells a person which request would have been blocked', () => {
  const entry = aWebhook({ rules: [aRule('CREATE', 'nodes')] });
  const settings = { relax: 'auto', always: [], never: [] } as const;

  const { why } = judgeWebhook(entry, { namespaces: [], workloads: [], services: [], settings });

  expect(why).toBe('CREATE nodes: the kubelet registers its node');
});

test('every reason is one word and explained', () => {
  for (const [reason, text] of Object.entries(webhookReasons)) {
    expect(reason).toMatch(/^[a-z-]+$/);
    expect(text).toMatch(/^(Relaxed|Left alone): .+\.$/);
  }
});
