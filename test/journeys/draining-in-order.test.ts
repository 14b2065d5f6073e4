import { describe, expect, test } from '@jest/globals';
import type { Job } from '../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../sandbox/world.ts';
import { aNight, aNodeGroup, aWorld, type Night } from './a-night.ts';
import { followChanges } from './follow-changes.ts';
import { first, followPods, last, type PodEvent, type PodStory, secondsBetween } from './follow-pods.ts';
import { morning } from './morning.ts';
import { aDaemonSet, aDeployment, aJob, aPod, aStatefulSet } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';
import { actionsOn, detailOf, namespacesDrained } from './report-facts.ts';

describe('graces', () => {
  const stubborn = (name: string, graceSeconds: number) =>
    aDeployment({
      name,
      podAnnotations: { [podBehaviour.stopAfter]: '3600' },
      podSpec: { terminationGracePeriodSeconds: graceSeconds },
    });

  test('a pod that ignores SIGTERM keeps all of its grace', async () => {
    const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 7)] }) });
    const pods = await followPods(night);
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(pods.of('mailer', 'asked')).toMatchObject([{ graceSeconds: 7 }]);
    expectAbout(7, secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone')));
  });

  test('podGracePeriodSeconds shortens graces and lengthens none', async () => {
    const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 45), stubborn('quick', 2)] }) });
    const pods = await followPods(night);
    expect(await night.stop({ drain: { podGracePeriodSeconds: 5 } })).toMatchObject({ status: 'SUCCEEDED' });
    expect(pods.of('mailer', 'asked')).toMatchObject([{ graceSeconds: 5 }]);
    expect(pods.of('quick', 'asked')).toMatchObject([{ graceSeconds: 2 }]);
    expectAbout(5, secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone')));
    expectAbout(2, secondsBetween(pods.of('quick', 'asked'), pods.of('quick', 'gone')));
  });

  test('a pod that a finalizer holds for ever does not hold the night', async () => {
    const podSpec = { terminationGracePeriodSeconds: 5 };
    const held = aPod({ name: 'held', finalizers: ['example.com/for-ever'], podSpec });
    const night = await aNight({
      world: aWorld({ nodeGroups: [aNodeGroup({ terminateSeconds: 1, drainSeconds: 5 })], objects: [held] }),
    });
    const stop = await night.stop({ timeouts: { confirmStopped: 20 } });
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(stop.report?.warnings).toContainEqual({
      phase: 'drain-nodes',
      message: expect.stringMatching(
        /^Pod shop\/held on node \S+ is past its grace and still there \(a finalizer holds it\)/,
      ),
    });
    expect(await night.snapshot()).toMatchObject({ nodes: 0 });
  });

  onTheTwinAlone('what has refused to go for two minutes after the timeout gets that second', () => {
    test('past the timeout a pod still gets a second, never none', async () => {
      const night = await aNight({ world: aWorld({ objects: [stubborn('mailer', 3000)] }) });
      const pods = await followPods(night);
      expect(await night.stop({ timeouts: { drain: 15 } })).toMatchObject({ status: 'SUCCEEDED' });
      expect(secondsBetween(pods.of('mailer', 'asked'), pods.of('mailer', 'gone'))).toBeLessThan(240);
      expect(zeroGraces(pods)).toEqual([]);
    });
  });
});

describe('order', () => {
  test('applications are gone before add-ons are asked, and add-ons before kube-system', async () => {
    const slow = { podAnnotations: { [podBehaviour.stopAfter]: '6' } };
    const night = await aNight({
      world: aWorld({
        objects: [
          aDeployment({ name: 'web', replicas: 2, ...slow }),
          aDeployment({ name: 'kyverno-admission-controller', namespace: 'kyverno', ...slow }),
        ],
      }),
    });
    const pods = await followPods(night);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    const [web, kyverno, dns] = ['web', 'kyverno-admission-controller', 'kube-dns'] as const;
    expect(last(pods.of(web, 'gone'))).toBeLessThanOrEqual(first(pods.of(kyverno, 'asked')));
    expect(last(pods.of(kyverno, 'gone'))).toBeLessThanOrEqual(first(pods.of(dns, 'asked')));
    expect(namespacesDrained(stop)).toEqual(['shop', 'kyverno', 'kube-system']);
  });

  test('the EBS CSI controller goes last, after the volumes of all others are detached; they are back in the morning', async () => {
    // It ends last of all the others, and just before a look of the drain: its volumes are still attached then.
    const slow = { podAnnotations: { [podBehaviour.stopAfter]: '15' } };
    const db = aStatefulSet({ name: 'db', namespace: 'kube-system', replicas: 2, ...slow });
    const csi = aDeployment({ name: 'ebs-csi-controller', namespace: 'kube-system', replicas: 2 });
    const night = await aNight({ world: aWorld({ objects: [db, csi] }) });
    const attached = async () => (await night.kubectl.list('volumeattachments.storage.k8s.io')).length;
    expect(await night.eventually(attached, (count) => count === 2)).toBe(2);
    const volumes = await claimedVolumes(night);
    const pods = await followPods(night);
    const detached = await followDetached(night);
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
    expect(detached()).toHaveLength(2);
    const asked = first(pods.of('ebs-csi-controller', 'asked'));
    expect(asked).toBeGreaterThanOrEqual(Math.max(...detached()));
    expect(asked).toBeGreaterThanOrEqual(last(pods.of('db', 'gone')));
    await morning(night);
    expect(await claimedVolumes(night)).toEqual(volumes);
    expect(await night.eventually(attached, (count) => count === 2)).toBe(2);
  });
});

describe('pods with ways of their own', () => {
  test('a pod that tolerates a cordon is asked once, and its replacement does not keep the drain busy', async () => {
    const watcher = aDeployment({ name: 'watcher', podSpec: { tolerations: [{ operator: 'Exists' }] } });
    const night = await aNight({ world: aWorld({ objects: [watcher] }) });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(actionsOn(stop, 'shop/watcher')).toEqual(['evict']);
    expect(detailOf(stop, 'shop/watcher')).toContain('tolerates a cordon and comes back');
    await morning(night);
  });

  test('a Job that was interrupted is at work again in the morning', async () => {
    const night = await aNight({
      world: aWorld({ objects: [aJob({ name: 'report' })] }),
    });
    const stop = await night.stop();
    expect(actionsOn(stop, 'shop/report')).toEqual(['evict']);
    await morning(night);
    const active = async () => ((await night.kubectl.get('jobs.batch', 'shop/report')) as Job).status?.active;
    expect(await night.eventually(active, (count) => count === 1)).toBe(1);
  });

  test('pods of a DaemonSet are left to their nodes', async () => {
    const night = await aNight({ world: aWorld({ objects: [aDaemonSet({ name: 'agent' })] }) });
    const pods = await followPods(night);
    const stop = await night.stop();
    expect(actionsOn(stop, 'shop/agent')).toEqual([]);
    // Two nodes with agent, aws-node and kube-proxy.
    expect(stop.report?.pods.daemonSet).toBe(6);
    expect(first(pods.of('agent', 'gone'))).toBeGreaterThan(last(pods.of('kube-dns', 'gone')));
    await morning(night);
  });

  onTheTwinAlone('the report is all that it turns on', () => {
    test('data in an emptyDir is lost, and the report says whose', async () => {
      const cache = aDeployment({ name: 'cache', podSpec: { volumes: [{ name: 'data', emptyDir: {} }] } });
      const night = await aNight({ world: aWorld({ objects: [cache] }) });
      const stop = await night.stop();
      expect(stop.report?.pods.lostPods).toEqual([{ pod: expect.stringContaining('shop/cache-'), what: 'emptyDir' }]);
    });
  });
});

/** Kubernetes writes down in whole seconds when a pod was asked; a busy machine takes its time. */
function expectAbout(expected: number, seconds: number): void {
  expect(seconds).toBeGreaterThan(expected - 1.5);
  expect(seconds).toBeLessThan(expected + 5);
}

/** Pods of DaemonSets go with their nodes. */
function zeroGraces({ events }: PodStory): PodEvent[] {
  const ofNodes = ['aws-node', 'kube-proxy'];
  return events.filter(
    ({ event, app, graceSeconds }) => event === 'asked' && graceSeconds === 0 && !ofNodes.includes(app),
  );
}

/** Each claim with the volume it is bound to. */
async function claimedVolumes({ kubectl }: Night): Promise<unknown> {
  const claims = await kubectl.list('persistentvolumeclaims');
  return claims.map(({ metadata, spec }) => [metadata.name, (spec as { volumeName?: string }).volumeName]);
}

/** Writes down from now on when volumes are detached. */
async function followDetached(night: Night): Promise<() => number[]> {
  const moments: number[] = [];
  await followChanges(night, 'volumeattachments.storage.k8s.io', ({ type }) => {
    if (type === 'DELETED') moments.push(night.sandbox.clock.now() / 1000);
  });
  return () => moments;
}
