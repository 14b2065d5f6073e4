import { expect, test } from '@jest/globals';
import { runbookTitles } from '../../../cli/follow/runbook-titles.ts';

test('titles stand in the order of the runbook: loops, what may be left out and what is done for each item', () => {
  const definition = {
    StartAt: 'Prepare run',
    States: {
      'Prepare run': { Type: 'Task', Next: 'Prepare run: skip?' },
      'Prepare run: skip?': { Type: 'Choice', Choices: [{ Next: 'Report run' }], Default: 'Drain nodes' },
      'Report run': { Type: 'Task', End: true },
      'Drain nodes': { Type: 'Task', Next: 'Drain nodes: done?' },
      'Drain nodes: done?': { Type: 'Choice', Choices: [{ Next: 'Drain nodes: wait' }], Default: 'Wait for tiers' },
      'Drain nodes: wait': { Type: 'Wait', Next: 'Drain nodes' },
      'Wait for tiers': {
        Type: 'Map',
        ItemProcessor: { StartAt: 'Wait for tier', States: { 'Wait for tier': { Type: 'Task', End: true } } },
        Next: 'Verify cluster: asked?',
      },
      'Verify cluster: asked?': { Type: 'Choice', Choices: [{ Next: 'Verify cluster' }], Default: 'Report run' },
      'Verify cluster': { Type: 'Task', Next: 'Report run' },
    },
  };
  expect(runbookTitles(JSON.stringify(definition))).toEqual([
    'Prepare run',
    'Drain nodes',
    'Wait for tier',
    'Verify cluster',
    'Report run',
  ]);
});
