import { expect, test } from '@jest/globals';
import { sizeAwake, type WakingContext } from '../../../lambdas/scale-node-group/target-size.ts';
import type { NodeGroup } from '../../../src/aws/ports.ts';
import { defaults } from '../../../src/config/defaults.ts';
import { encodeSize, recordedSizeTag } from '../../../src/domain/recorded-size.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../../src/domain/recorded-state.ts';

const none = { minSize: 0, maxSize: 6, desiredSize: 0 };

function aSleepingGroup(name: string, tag: string): NodeGroup {
  return {
    ...none,
    name,
    arn: `arn:aws:eks:eu-west-1:111122223333:nodegroup/dev/${name}/1`,
    status: 'ACTIVE',
    instanceTypes: ['m5.large'],
    tags: { [recordedSizeTag]: tag },
    labels: {},
    taints: [],
    healthIssues: [],
    autoScalingGroups: [],
  };
}

function aRecord(name: string, size: NodeGroupSize, runId: string): NodeGroupRecord {
  const recordedAt = '2026-01-12T20:00:00.000Z';
  return { ...size, name, instanceTypes: ['m5.large'], recordedAt, runId, phase: 'recorded', previous: null };
}

const nothing = () => undefined;

test('minNodes is reached by the sizes that a start believes, also where two copies of another group disagree', async () => {
  const small = { minSize: 0, maxSize: 6, desiredSize: 1 };
  const large = { minSize: 0, maxSize: 6, desiredSize: 4 };
  const groups = [
    aSleepingGroup('apps', encodeSize(small, 'monday')),
    // Its record is of no stop that is known, its tag of Monday's: the tag is believed.
    aSleepingGroup('batch', encodeSize(small, 'monday')),
  ];
  const context: WakingContext = {
    run: {
      id: 'tuesday',
      dryRun: false,
      minNodes: 3,
      nodeGroups: null,
      settings: { ...defaults, tiers: [] },
    },
    now: () => new Date('2026-01-13T06:00:00Z'),
    notes: { did: nothing, warn: nothing, count: nothing, fact: nothing, info: nothing },
    nodeGroups: { list: async () => groups },
    records: {
      nodeGroups: async () => ({
        records: [aRecord('apps', small, 'monday'), aRecord('batch', large, 'unknown')],
        unreadable: [],
      }),
      stops: async () => new Map([['monday', '2026-01-12T20:00:00.000Z']]),
      recordNodeGroup: async () => 'kept',
      noteRaised: async () => undefined,
    },
  };
  const targets = await Promise.all(groups.map((group) => sizeAwake(context, group)));
  const desired = targets.map((target) => ('size' in target ? target.size.desiredSize : 0));
  expect(desired).toEqual([2, 1]);
});
