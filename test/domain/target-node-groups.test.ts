import { describe, expect, test } from '@jest/globals';
import { defaults } from '../../src/config/defaults.ts';
import type { Run } from '../../src/domain/run.ts';
import type { RunSettings } from '../../src/domain/run-settings.ts';
import { isTargetNodeGroup, whyNotTarget, withExcludedToRestore } from '../../src/domain/target-node-groups.ts';

const settings: RunSettings = { ...defaults, exclusions: { clusters: [], nodeGroups: ['keep-*'] }, tiers: [] };

test('a run touches every node group that is not excluded', () => {
  expect(isTargetNodeGroup({ nodeGroups: null, settings }, 'apps')).toBe(true);
  expect(whyNotTarget({ nodeGroups: null, settings }, 'keep-this')).toBe('excluded by exclusions.nodeGroups: keep-*');
});

test('a run that names node groups touches those alone, and never an excluded one', () => {
  const run = { nodeGroups: ['apps', 'keep-this'], settings };

  expect(isTargetNodeGroup(run, 'apps')).toBe(true);
  expect(isTargetNodeGroup(run, 'system')).toBe(false);
  expect(isTargetNodeGroup(run, 'keep-this')).toBe(false);
});

describe('an excluded node group with something outstanding', () => {
  const aRun = (parts: Partial<Run>): Run => ({
    id: 'morning-1',
    executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:scale-up:morning-1',
    action: 'start',
    cluster: { account: '111122223333', region: 'eu-west-1', name: 'dev' },
    startedAt: '2026-11-24T06:00:00.000Z',
    dryRun: false,
    verify: false,
    minNodes: 1,
    nodeGroups: null,
    settings,
    ...parts,
  });
  const outstanding = ['apps', 'keep-this'];

  test('is a target of a start, beside the groups that are not excluded', () => {
    const start = withExcludedToRestore(aRun({}), outstanding);

    expect(start.excludedToRestore).toEqual(['keep-this']);
    expect(['apps', 'keep-this', 'keep-that'].map((name) => isTargetNodeGroup(start, name))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('is left alone by a stop, and by a start that names other groups', () => {
    for (const run of [aRun({ action: 'stop' }), aRun({ nodeGroups: ['apps'] })]) {
      expect(isTargetNodeGroup(withExcludedToRestore(run, outstanding), 'keep-this')).toBe(false);
    }
  });
});
