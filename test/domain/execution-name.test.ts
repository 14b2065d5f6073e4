import { expect, test } from '@jest/globals';
import { executionName } from '../../src/domain/execution-name.ts';

test('a run that a person starts is named after its cluster, what it does and when', () => {
  expect(executionName('shop-dev', 'stop', '2026-11-23T20:00:05.123Z', '3fa9')).toBe(
    'shop-dev-stop-20261123T200005Z-3fa9',
  );
});

test('of a name that is too long the cluster is cut, and what tells it from others stays', () => {
  const name = executionName('c'.repeat(100), 'start', '2026-11-23T20:00:05Z', '3fa9');
  expect(name).toHaveLength(80);
  expect(name.endsWith('c-start-20261123T200005Z-3fa9')).toBe(true);
});
