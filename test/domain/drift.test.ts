import { expect, test } from '@jest/globals';
import { type Drift, driftOf } from '../../src/domain/drift.ts';

test.each<[Drift['outcome'], string | null, string | null, string | null]>([
  ['restored', 'Fail', 'Ignore', 'Fail'],
  ['kept', '1 replicas', '3 replicas', '3 replicas'],
  ['merged', 'min 1, max 2, desired 1', 'min 0, max 4, desired 2', 'min 1, max 4, desired 2'],
  ['gone', 'min 1, max 2, desired 1', null, null],
  ['new', null, 'min 1, max 2, desired 1', 'min 1, max 2, desired 1'],
])('a drift is %s where %p was recorded, %p found and %p is the result', (outcome, recorded, found, result) => {
  expect(driftOf('webhook', 'guard', { recorded, found, result })).toEqual({
    kind: 'webhook',
    name: 'guard',
    recorded,
    found,
    result,
    outcome,
  });
});
