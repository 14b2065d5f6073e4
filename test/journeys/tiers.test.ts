import { describe, expect, test } from '@jest/globals';
import type { Node } from '../../sandbox/kubernetes/objects.ts';
import { podBehaviour } from '../../sandbox/world.ts';
import { tierNames } from '../../src/domain/run-settings.ts';
import { aBusyWorld } from './a-busy-world.ts';
import { aNight, aNightOnTheTwin, aNodeGroup, aWorld, type FinishedRun, type Night } from './a-night.ts';
import { aDeployment } from './objects.ts';
import { onTheTwinAlone } from './plane.ts';

const admin = { name: 'admin', groups: ['system:masters'] };

describe('tiers', () => {
  test('are waited for in their order, one after another', async () => {
    const night = await aSleepingNight(await aNight({ world: aBusyWorld() }));
    const start = await night.start();
    expect(start).toMatchObject({ status: 'SUCCEEDED' });
    expect(tiersEntered(night, start)).toEqual([...tierNames]);
    expect(tiersOf(start).map(({ item }) => item)).toEqual([...tierNames]);
  });

  test('a critical component that does not come fails the run with its trouble; mended, a redrive goes on', async () => {
    const kyverno = aDeployment({ name: 'kyverno-admission-controller', namespace: 'kyverno' });
    const night = await aSleepingNight(await aNight({ world: aWorld({ objects: [kyverno] }) }));
    await neverReady(night, 'kyverno', true);
    const start = await night.start({ timeouts: { waitForTier: 10 } });
    expect(start).toMatchObject({ status: 'FAILED', error: 'TierNotReadyError' });
    expect(start.message).toMatch(
      /^After 10 s, tier admission-control is not ready: Deployment kyverno\/kyverno-admission-controller \(0 of 1 pods ready/,
    );
    expect(night.failedState(start.arn)).toBe('Wait for tier');
    await neverReady(night, 'kyverno', false);
    expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED' });
  });

  onTheTwinAlone('the others show what a real plane has to say', () => {
    test('of which nothing is installed are skipped', async () => {
      const night = await aSleepingNight(await aNight());
      const start = await night.start();
      const statuses = Object.fromEntries(tiersOf(start).map(({ item, status }) => [item, status]));
      expect(statuses).toEqual({
        ...Object.fromEntries(tierNames.map((name) => [name, 'skipped'])),
        'core-kubernetes': 'done',
      });
    });

    test('an optional component that does not come is a warning, after the timeout of this run', async () => {
      const night = await aSleepingNight(await aNight({ world: aWorld({ objects: [aDeployment({ name: 'web' })] }) }));
      await neverReady(night, 'shop', true);
      const start = await night.start({ timeouts: { waitForTier: 20 } });
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(start.report?.warnings).toContainEqual({
        phase: 'wait-for-tier',
        message: expect.stringMatching(/^Tier applications: Deployment shop\/web \(0 of 1 pods ready.* after 20 s/),
      });
      const applications = tiersOf(start).find(({ item }) => item === 'applications');
      expect(applications?.seconds).toBeGreaterThanOrEqual(20);
      expect(applications?.seconds).toBeLessThan(40);
    });
  });
});

describe('nodes', () => {
  onTheTwinAlone('the taint comes in the instant in which the node registers', () => {
    test('one with a startup taint is not ready until the taint is gone', async () => {
      const night = await aSleepingNight(await aNightOnTheTwin());
      const taint = { key: 'ebs.csi.aws.com/agent-not-ready', effect: 'NoExecute' };
      const nodes = 'nodes';
      const { api } = night.sandbox.kubernetes;
      const add = ({ spec }: Node) => spec?.taints?.push(taint);
      const remove = ({ spec }: Node) => {
        if (spec) spec.taints = (spec.taints ?? []).filter(({ key }) => key !== taint.key);
      };
      api.subscribe(({ type, resource, object }) => {
        if (type !== 'ADDED' || resource !== nodes) return;
        const { name } = object.metadata;
        queueMicrotask(() => api.edit<Node>(admin, nodes, undefined, name, add));
        night.sandbox.clock.after(200_000, () => {
          api.edit<Node>(admin, nodes, undefined, name, remove);
        });
      });
      const start = await night.start();
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      const waited = start.report?.phases.find(({ phase }) => phase === 'wait-for-nodes');
      expect(waited?.seconds).toBeGreaterThanOrEqual(150);
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });
  });

  onTheTwinAlone('EKS is all that it turns on', () => {
    test('more than the node groups can hold are refused before the first one is paid for', async () => {
      const night = await aSleepingNight(await aNight());
      const start = await night.start({ minNodes: 9 });
      expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
      expect(start.message).toContain('minNodes is 9, but the node groups to start hold 4 nodes at the most');
      expect(await night.snapshot()).toMatchObject({ nodes: 0 });
    });

    test('fewer than wanted are a warning as long as minNodes are there', async () => {
      const night = await aSleepingNight(await aNight({ world: twoGroups() }));
      night.sandbox.eks.capacityError('scarce', 'We currently do not have sufficient m6i.large capacity.');
      const start = await night.start({ minNodes: 2, timeouts: { waitForNodes: 20 } });
      expect(start).toMatchObject({ status: 'SUCCEEDED' });
      expect(start.report?.warnings).toContainEqual({
        phase: 'wait-for-nodes',
        message: expect.stringMatching(
          /2 of 3 nodes are ready.*sufficient m6i\.large capacity.*because minNodes is 2/s,
        ),
      });
    });

    test('fewer than minNodes fail the run with what EKS says; with capacity back, a redrive goes on', async () => {
      const night = await aSleepingNight(await aNight({ world: twoGroups() }));
      night.sandbox.eks.capacityError('scarce', 'We currently do not have sufficient m6i.large capacity.');
      const start = await night.start({ minNodes: 3, timeouts: { waitForNodes: 20 } });
      expect(start).toMatchObject({ status: 'FAILED', error: 'BootstrapError' });
      expect(start.message).toMatch(/2 of 3 nodes are ready.*sufficient m6i\.large capacity.*At least 3 are needed/s);
      night.sandbox.eks.capacityError('scarce', null);
      expect(await night.redrive(start.arn)).toMatchObject({ status: 'SUCCEEDED' });
      await night.pass({ minutes: 10 });
      expect(await night.differences()).toEqual([]);
    });
  });
});

function twoGroups() {
  const brisk = { launchSeconds: 1, bootSeconds: 1 };
  return aWorld({
    nodeGroups: [aNodeGroup(brisk), aNodeGroup({ ...brisk, name: 'scarce', minSize: 1, desiredSize: 1 })],
  });
}

async function aSleepingNight<N extends Night>(night: N): Promise<N> {
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  return night;
}

/** Whether the pods of a namespace, those waiting for a node too, become Ready. */
async function neverReady({ kubectl }: Night, namespace: string, isNever: boolean): Promise<void> {
  for (const { metadata } of await kubectl.list('pods', namespace)) {
    await kubectl.edit('pods', `${namespace}/${metadata.name}`, (pod) => {
      pod.metadata.annotations = { ...pod.metadata.annotations, [podBehaviour.neverReady]: String(isNever) };
    });
  }
}

function tiersOf({ report }: FinishedRun) {
  return (report?.phases ?? []).filter(({ phase }) => phase === 'wait-for-tier');
}

/** The tier of each entry into the loop, without repetitions of the one before. */
function tiersEntered({ sandbox }: Night, { arn }: FinishedRun): (string | undefined)[] {
  const entered = sandbox.engine.history(arn).flatMap(({ stateEnteredEventDetails }) => {
    const { name, input = '' } = (stateEnteredEventDetails ?? {}) as { name?: string; input?: string };
    if (name !== 'Wait for tier') return [];
    const { item, summary } = JSON.parse(input) as { item?: string; summary?: { tier: string } };
    return [item ?? summary?.tier];
  });
  return entered.filter((tier, index) => tier !== entered[index - 1]);
}
