import { describe, expect, test } from '@jest/globals';
import type { Deployment } from '../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../sandbox/world.ts';
import { recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { aNight, aWorld, type FinishedRun, type Night } from './a-night.ts';
import { followPods } from './follow-pods.ts';
import { morning } from './morning.ts';
import { aDeployment, anAutoscaler } from './objects.ts';
import { onTheTwinAlone, plane } from './plane.ts';

test('the autoscaler is paused, and its pod gone, before the first pod is asked to leave', async () => {
  const slow = { podAnnotations: { [podBehaviour.stopAfter]: '8' } };
  const night = await aNight({ world: aWorld({ objects: [anAutoscaler(slow), aDeployment({ name: 'web' })] }) });
  const pods = await followPods(night);
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
  const [first, ...others] = pods.events.filter(({ event }) => event === 'asked');
  expect(first?.app).toBe('cluster-autoscaler');
  const gone = pods.of('cluster-autoscaler', 'gone')[0];
  // Kubernetes writes down in whole seconds when a pod was asked.
  expect(gone?.at).toBeGreaterThanOrEqual((first?.at ?? 0) + 7);
  expect(Math.min(...others.map(({ at }) => at))).toBeGreaterThanOrEqual(gone?.at ?? Number.NaN);
});

test.each(plane === 'twin' ? [0, 1, 2] : [2])(
  'one with %i replicas is recorded, and has them again in the morning',
  async (replicas) => {
    const night = await aNight({ world: aWorld({ objects: [anAutoscaler({ replicas })] }) });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(await replicasOf(night)).toEqual({ replicas: 0, recorded: replicas === 0 ? undefined : String(replicas) });
    const start = await morning(night);
    expect(await replicasOf(night)).toEqual({ replicas, recorded: undefined });
    expect(scalings(start)).toEqual(replicas === 0 ? [] : [`replicas 0 -> ${replicas}`]);
  },
);

onTheTwinAlone('a real tier is looked at in real time', () => {
  test('while it is paused it counts as ready in its tier', async () => {
    const night = await aNight({ world: aWorld({ objects: [anAutoscaler()] }) });
    await night.stop();
    const start = await morning(night);
    expect(start.report?.phases).toContainEqual(
      expect.objectContaining({ phase: 'wait-for-tier', item: 'cluster-management', status: 'done', seconds: 0 }),
    );
    expect(start.report?.warnings).toEqual([]);
  });
});

describe('pods that find no node without it', () => {
  const nowhere = { podSpec: { nodeSelector: { pool: 'burst' } } };

  onTheTwinAlone('it waits a minute and a half', () => {
    test('of an optional component are waited for where no autoscaler comes back', async () => {
      const night = await aNight({
        world: aWorld({ objects: [anAutoscaler({ replicas: 0 }), aDeployment({ name: 'web', ...nowhere })] }),
      });
      await night.stop();
      const start = await night.start({ timeouts: { waitForTier: 90 } });
      expect(start.report?.warnings).toContainEqual({
        phase: 'wait-for-tier',
        message: expect.stringMatching(/^Tier applications: Deployment shop\/web .* after 90 s\. It is optional/),
      });
    });
  });

  onTheTwinAlone('it takes a minute', () => {
    test('of an optional component are not waited for, and named', async () => {
      const night = await aNight({
        world: aWorld({ objects: [anAutoscaler(), aDeployment({ name: 'web', replicas: 2, ...nowhere })] }),
      });
      await night.stop();
      const start = await morning(night);
      expect(start.report?.warnings).toContainEqual({
        phase: 'wait-for-tier',
        message:
          'Tier applications: Deployment shop/web (0 of 2 pods ready: 2 without a node) is not waited for: it will be placed when ' +
          'the autoscaler is back, after the tiers.',
      });
      const tier = start.report?.phases.find(({ item }) => item === 'applications');
      // It is given half a minute.
      expect(tier?.seconds).toBeGreaterThanOrEqual(30);
      expect(tier?.seconds).toBeLessThan(60);
    });

    test('of a critical component are waited for', async () => {
      const kyverno = aDeployment({ name: 'kyverno-admission-controller', namespace: 'kyverno', ...nowhere });
      const night = await aNight({ world: aWorld({ objects: [anAutoscaler(), kyverno] }) });
      await night.stop();
      const arn = night.begin('start');
      await night.entered(arn, 'Wait for tier');
      await night.pass({ minutes: 2 });
      for (const { metadata } of await night.kubectl.list('nodes')) {
        await night.kubectl.edit('nodes', metadata.name, (node) => {
          node.metadata.labels = { ...node.metadata.labels, pool: 'burst' };
        });
      }
      const start = await night.finished(arn);
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(start.report?.warnings).toEqual([]);
    });
  });
});

describe('which Deployment it is', () => {
  const command = ['./cluster-autoscaler', '--cloud-provider=aws'];
  const byCommand = (name: string) =>
    aDeployment({
      name,
      namespace: 'kube-system',
      podSpec: { containers: [{ name, image: 'autoscaler:1', command }] },
    });

  onTheTwinAlone('of Kubernetes it needs no more than a list of Deployments', () => {
    test.each([
      ['its label says it', [anAutoscaler(), byCommand('scaler')], {}, 'cluster-autoscaler'],
      ['its command says it', [byCommand('scaler'), aDeployment({ name: 'web' })], {}, 'scaler'],
      [
        'the input names it',
        [anAutoscaler(), byCommand('scaler')],
        { autoscaler: { deployment: 'kube-system/scaler' } },
        'scaler',
      ],
      [
        'the input names one that is not there, so its label says it',
        [anAutoscaler()],
        { autoscaler: { deployment: 'kube-system/gone' } },
        'cluster-autoscaler',
      ],
    ])('%s', async (_how, objects, input, name) => {
      const night = await aNight({ world: aWorld({ objects }) });
      const stop = await night.stop(input);
      expect(stop).toMatchObject({ status: 'SUCCEEDED' });
      expect(targetsScaled(stop)).toEqual([`deployment/kube-system/${name}`]);
      await morning(night);
    });
  });

  test('several that fit are named, and nothing is drained', async () => {
    const night = await aNight({ world: aWorld({ objects: [byCommand('scaler-a'), byCommand('scaler-b')] }) });
    const pods = await followPods(night);
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'ConfigurationError' });
    expect(stop.message).toContain('kube-system/scaler-a, kube-system/scaler-b');
    expect(stop.message).toContain('Set autoscaler.deployment');
    expect(pods.events).toEqual([]);
  });

  onTheTwinAlone('every other real night on a plain world shows it', () => {
    test('without one the phase is skipped, both ways', async () => {
      const night = await aNight();
      const stop = await night.stop();
      expect(phaseOf(stop, 'pause-autoscalers')).toMatchObject({
        status: 'skipped',
        reason: 'no Cluster Autoscaler found',
      });
      const start = await morning(night);
      expect(phaseOf(start, 'resume-autoscalers')).toMatchObject({
        status: 'skipped',
        reason: 'no autoscaler was paused',
      });
    });
  });
});

test('one that somebody scaled overnight is left as it is, with a warning', async () => {
  const night = await aNight({ world: aWorld({ objects: [anAutoscaler()] }) });
  await night.stop();
  await scale(night, 3);
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  expect(await replicasOf(night)).toEqual({ replicas: 3, recorded: undefined });
  expect(start.report?.warnings).toContainEqual({
    phase: 'resume-autoscalers',
    message: expect.stringContaining('has 3 replicas, neither our 0 nor the recorded 1: it is left alone'),
  });
});

const autoscaler = 'kube-system/cluster-autoscaler';

async function replicasOf({ kubectl }: Night): Promise<{ replicas: unknown; recorded: string | undefined }> {
  const { spec, metadata } = (await kubectl.get('deployments.apps', autoscaler)) as Deployment;
  return { replicas: spec.replicas, recorded: metadata.annotations?.[recordedReplicasAnnotation] };
}

function scale({ kubectl }: Night, replicas: number): Promise<void> {
  return kubectl.edit<Deployment>('deployments.apps', autoscaler, ({ spec }) => {
    spec.replicas = replicas;
  });
}

function scalings({ report }: FinishedRun): (string | null)[] {
  return (report?.actions ?? []).filter(({ phase }) => phase === 'resume-autoscalers').map(({ detail }) => detail);
}

function targetsScaled({ report }: FinishedRun): string[] {
  return (report?.actions ?? []).filter(({ phase }) => phase === 'pause-autoscalers').map(({ target }) => target);
}

function phaseOf({ report }: FinishedRun, phase: string) {
  return report?.phases.find((one) => one.phase === phase);
}
