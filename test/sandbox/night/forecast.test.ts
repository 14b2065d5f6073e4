import { describe, expect, test } from '@jest/globals';
import type { Node, Pod } from '../../../sandbox/kubernetes/objects.ts';
import { type Evening, eveningOf } from '../../../sandbox/night/evening.ts';
import { type Forecast, forecastOf } from '../../../sandbox/night/forecast.ts';
import { sumUpNight } from '../../../sandbox/night/sum-up-night.ts';
import type { World } from '../../../sandbox/world.ts';
import { plainNodeGroup } from '../../../sandbox/worlds/plain-ground.ts';
import type { JournalEntry } from '../../../src/aws/ports.ts';
import type { PriceList } from '../../../src/domain/savings.ts';
import { buildReport } from '../../../src/report/report.ts';
import { anEntry, aRun } from '../../report/a-journal.ts';
import { aNightRun } from './a-night-run.ts';
import { aSnapshot } from './a-snapshot.ts';

const apps = { ...plainNodeGroup, name: 'apps', desiredSize: 1, maxSize: 3 };

function aNode(name: string, group: string | null = 'apps', spec: Node['spec'] = {}): Node {
  const labels = { 'kubernetes.io/hostname': name, ...(group ? { 'eks.amazonaws.com/nodegroup': group } : {}) };
  const allocatable = { cpu: '2', memory: '8Gi', pods: '20' };
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec, status: { allocatable } };
}

/** Of Deployment shop/cart, on node n1, asking for one core. */
function aPod(name: string, spec: Partial<Pod['spec']> = {}, owner: string | null = 'ReplicaSet'): Pod {
  const ownerReferences = [{ apiVersion: 'apps/v1', kind: owner ?? '', name: 'cart-7d9f', uid: '1', controller: true }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', ...(owner ? { ownerReferences } : {}) },
    spec: {
      nodeName: 'n1',
      containers: [{ name: 'main', image: 'main', resources: { requests: { cpu: '1' } } }],
      ...spec,
    },
    status: { phase: 'Running' },
  };
}

function anEvening(nodes: readonly Node[], pods: readonly Pod[], world: Partial<World> = {}): Evening {
  const view = { list: (resource: string) => (resource === 'nodes' ? nodes : pods) };
  return eveningOf(view, { nodeGroups: [apps], objects: [], ...world });
}

interface Told {
  readonly pods?: readonly Pod[];
  readonly nodes?: readonly Node[];
  readonly world?: Partial<World>;
  readonly entries?: readonly JournalEntry[];
  readonly prices?: PriceList;
  readonly podGracePeriodSeconds?: number | null;
}

/** After a stop of an hour. */
function forecast(told: Told): Forecast {
  const { pods = [], nodes = [aNode('n1')], world, entries = [], prices = null, podGracePeriodSeconds = null } = told;
  const report = buildReport(aRun(), entries, { status: 'succeeded', reason: null, endedAt: new Date() });
  const about = {
    cluster: 'dev',
    dryRun: false,
    startedAt: new Date(),
    kubernetes: 'twin',
    waits: 1,
    notes: [],
  } as const;
  const run = aNightRun({ seconds: 3600 });
  return forecastOf({
    evening: anEvening(nodes, pods, world),
    result: sumUpNight(about, [{ run, report }], { before: aSnapshot(), asleep: null, after: null }),
    report,
    settings: {
      drain: { budgets: 'computed', unmanagedPods: 'evict', podGracePeriodSeconds, concurrency: 10 },
      exclusions: { clusters: [], nodeGroups: ['kept-*'] },
      tiers: [],
    },
    hours: 11,
    prices,
  });
}

const always = [{ operator: 'Exists' }];

describe('how long', () => {
  const pods = [
    aPod('a', { terminationGracePeriodSeconds: 600 }),
    aPod('b', { terminationGracePeriodSeconds: 300 }),
    aPod('c'),
    { ...aPod('d'), metadata: { ...aPod('d').metadata, namespace: 'kube-system' } },
  ];

  test('the longest grace of each wave comes on top, and the pods with long ones are named', () => {
    const { time } = forecast({ pods });
    expect(time.atMostLonger).toBe(600 + 30);
    expect(time.graces).toEqual([
      { workload: 'Deployment shop/cart', wave: 'applications', graceSeconds: 600, pods: 1 },
      { workload: 'Deployment shop/cart', wave: 'applications', graceSeconds: 300, pods: 1 },
    ]);
  });

  test('a configured grace shortens them', () => {
    const { time } = forecast({ pods, podGracePeriodSeconds: 20 });
    expect([time.atMostLonger, time.graces]).toEqual([40, []]);
  });
});

test('pods that tolerate a cordon come back by themselves; those of DaemonSets do not leave at all', () => {
  const pods = [aPod('a', { tolerations: always }), aPod('b'), aPod('c', { tolerations: always }, 'DaemonSet')];
  expect(forecast({ pods }).comingBack).toEqual([{ workload: 'Deployment shop/cart', pods: 1 }]);
});

test('data on the disk of a node is lost, also behind a claim; what is on a node that stays is not', () => {
  const volume = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'pv' },
      spec: { local: { path: '/mnt' }, claimRef: { namespace: 'shop', name: 'data' } },
    },
  ];
  const pods = [
    aPod('a', { volumes: [{ name: 'host', hostPath: { path: '/data' } }] }),
    aPod('b', { volumes: [volume] }),
    aPod('c', { volumes: [volume], nodeName: 'own' }),
    aPod('d', { volumes: [volume], nodeName: 'excluded' }),
  ];
  const nodes = [aNode('n1'), aNode('own', null), aNode('excluded', 'kept-up')];
  const { lost } = forecast({ pods, nodes, world: { objects } });
  expect(lost).toEqual([
    { pod: 'shop/a', what: 'hostPath' },
    { pod: 'shop/b', what: 'local volume' },
  ]);
});

describe('what finds no node in the morning', () => {
  test('the nodes of the morning have their DaemonSets to carry as well', () => {
    const [first, second] = [aPod('a'), aPod('b')];
    expect(forecast({ pods: [first, second] }).unfit).toEqual([]);
    const { unfit } = forecast({ pods: [first, second, aPod('log', {}, 'DaemonSet')] });
    expect(unfit).toMatchObject([{ workload: 'Deployment shop/cart', pods: 1, fitsWhenGrown: 'apps' }]);
  });

  test('nodes are new: a pod that is bound to the name of one waits for ever, and no growing helps', () => {
    const pods = [aPod('a', { nodeSelector: { 'kubernetes.io/hostname': 'n1' } })];
    expect(forecast({ pods }).unfit).toMatchObject([
      { why: 'no node has the labels that it asks for', fitsWhenGrown: null },
    ]);
  });

  test('a bare pod does not come back, so it needs no node; and a cordon of the evening is over', () => {
    const node = aNode('n1', 'apps', { taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] });
    const pods = [aPod('a'), aPod('b'), aPod('bare', {}, null)];
    expect(forecast({ pods, nodes: [node] }).unfit).toEqual([]);
  });

  test('a node of no group keeps its pods, and has room for others beside them', () => {
    const nodes = [aNode('n1'), aNode('own', null)];
    const stays = aPod('stays', { nodeName: 'own' });
    expect(forecast({ pods: [aPod('a'), aPod('b'), aPod('c'), stays], nodes }).unfit).toEqual([]);
    expect(forecast({ pods: [aPod('a'), aPod('b'), aPod('c'), aPod('d'), stays], nodes }).unfit).toHaveLength(1);
  });

  test('a sidecar counts with the containers, another init container only where it is larger than all', () => {
    const begin = (restartPolicy?: string) => ({
      initContainers: [
        { name: 'begin', resources: { requests: { cpu: '1500m' } }, ...(restartPolicy ? { restartPolicy } : {}) },
      ],
    });
    expect(forecast({ pods: [aPod('a', begin())] }).unfit).toEqual([]);
    expect(forecast({ pods: [aPod('a', begin('Always'))] }).unfit).toMatchObject([{ needs: { cpu: 2.5 } }]);
  });
});

test('a night of so many hours, less the stop, is saved for every node; money takes a price list', () => {
  const size = { name: 'apps', min: 2, max: 10 };
  const entries = [
    anEntry({
      phase: 'record-state',
      title: 'Record state',
      facts: { nodeGroups: [{ ...size, desired: 5, instanceTypes: ['m5.large'] }] },
    }),
    anEntry({
      phase: 'scale-node-group',
      title: 'Scale node group',
      item: 'apps',
      facts: { before: { ...size, desired: 5 }, after: { ...size, min: 0, desired: 0 } },
    }),
  ];
  const prices = { currency: 'EUR', nodeHour: { 'm5.large': 0.1 }, controlPlaneHour: null };
  expect(forecast({ entries }).savings).toMatchObject({ hours: 11, nodeHours: 50, amount: null });
  expect(forecast({ entries, prices }).savings).toMatchObject({ nodeHours: 50, amount: 5, currency: 'EUR' });
});
