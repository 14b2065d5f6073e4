import { describe, expect, test } from '@jest/globals';
import { podBehaviour } from '../../sandbox/world.ts';
import { aNight, aNodeGroup, aWorld, type FinishedRun, type Night } from './a-night.ts';
import { aDeployment } from './objects.ts';

/** Node group batch has a pod that stops at once; node group apps one that takes its time, and CoreDNS. */
const world = () => {
  const batch = { key: 'batch', effect: 'NoSchedule' } as const;
  return aWorld({
    nodeGroups: [
      aNodeGroup({ name: 'apps', labels: { for: 'apps' } }),
      aNodeGroup({ name: 'batch', labels: { for: 'batch' }, taints: [{ key: 'batch', effect: 'NO_SCHEDULE' }] }),
    ],
    objects: [
      aDeployment({ name: 'report', podSpec: { nodeSelector: { for: 'batch' }, tolerations: [batch] } }),
      aDeployment({
        name: 'mailer',
        podAnnotations: { [podBehaviour.stopAfter]: '8' },
        podSpec: { nodeSelector: { for: 'apps' }, terminationGracePeriodSeconds: 60 },
      }),
    ],
  });
};

describe('a node group that is empty before the others', () => {
  test('is scaled to zero while they are still being drained', async () => {
    const night = await aNight({ world: world() });
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'SUCCEEDED' });
    expect(scaledBy(stop)).toEqual({ 'drain-nodes': ['nodegroup/batch'], 'scale-node-group': ['nodegroup/apps'] });
    expect(await desired(night)).toEqual({ apps: 0, batch: 0 });
    expect(await night.start()).toMatchObject({ status: 'SUCCEEDED' });
    expect(await night.differences()).toEqual([]);
  });

  test('is asked for again where EKS refused, by the state that such a run is redriven from', async () => {
    const night = await aNight({ world: world() });
    night.sandbox.eks.rejectUpdates('batch', 'InvalidParameterException', 'not today');
    const stop = await night.stop();
    expect(stop).toMatchObject({ status: 'FAILED', error: 'NodeGroupError' });
    expect(night.failedState(stop.arn)).toBe('Scale node group');
    night.sandbox.eks.allowUpdates('batch');
    const redriven = await night.redrive(stop.arn);
    expect(redriven).toMatchObject({ status: 'SUCCEEDED' });
    expect(scaledBy(redriven)['scale-node-group']?.sort()).toEqual(['nodegroup/apps', 'nodegroup/batch']);
    expect(redriven.report?.warnings).toContainEqual({
      phase: 'drain-nodes',
      message: expect.stringMatching(/^Node group batch is empty, and EKS did not take its size yet: .*not today/),
    });
    expect(await desired(night)).toEqual({ apps: 0, batch: 0 });
  });
});

/** The node groups whose size each phase changed. */
function scaledBy({ report }: FinishedRun): Record<string, string[]> {
  const scaled = (report?.actions ?? []).filter(
    ({ verb, target }) => verb === 'scale' && target.startsWith('nodegroup/'),
  );
  const byPhase = Map.groupBy(scaled, ({ phase }) => phase);
  return Object.fromEntries([...byPhase].map(([phase, actions]) => [phase, actions.map(({ target }) => target)]));
}

async function desired(night: Night): Promise<Record<string, number>> {
  const { nodeGroups } = await night.snapshot();
  return Object.fromEntries(nodeGroups.map(({ name, desiredSize }) => [name, desiredSize]));
}
