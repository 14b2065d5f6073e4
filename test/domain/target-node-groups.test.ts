import { expect, test } from '@jest/globals';
import type { RunSettings } from '../../src/domain/run-settings.ts';
import { isTargetNodeGroup, whyNotTarget } from '../../src/domain/target-node-groups.ts';

const settings: RunSettings = {
  timeouts: {
    relaxWebhooks: 120,
    pauseAutoscalers: 180,
    drain: 600,
    scaleNodeGroup: 900,
    confirmStopped: 1200,
    waitForNodes: 720,
    waitForTier: 600,
    restoreWebhooks: 300,
    validateWebhooks: 300,
  },
  drain: { budgets: 'computed', unmanagedPods: 'evict', podGracePeriodSeconds: null, concurrency: 50 },
  webhooks: { relax: 'auto', always: [], never: [] },
  autoscaler: { deployment: null },
  exclusions: { clusters: [], nodeGroups: ['keep-*'] },
  tiers: [],
};

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
