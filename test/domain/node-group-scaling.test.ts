import { describe, expect, test } from '@jest/globals';
import { nextScalingStep, type ScalingFacts } from '../../src/domain/node-group-scaling.ts';

const awake = { minSize: 2, maxSize: 10, desiredSize: 5 };
const asleep = { minSize: 0, maxSize: 10, desiredSize: 0 };

function nextStep(facts: Partial<ScalingFacts>) {
  return nextScalingStep({ live: awake, target: asleep, status: 'ACTIVE', update: null, ...facts });
}

describe('the next step of a node group on its way to a size', () => {
  test('is to ask where it is not there and nothing is under way', () => {
    expect(nextStep({})).toEqual({ step: 'ask' });
    expect(nextStep({ status: 'DEGRADED' })).toEqual({ step: 'ask' });
    expect(nextStep({ update: { status: 'Successful', errors: [], isOurs: true } })).toEqual({ step: 'ask' });
  });

  test('is to wait while an update is under way, also one to the right size', () => {
    expect(nextStep({ status: 'UPDATING', live: asleep })).toMatchObject({ step: 'wait' });
    expect(nextStep({ live: asleep, update: { status: 'InProgress', errors: [], isOurs: false } })).toMatchObject({
      step: 'wait',
    });
  });

  test('is none where it is there, degraded or not, whatever an old update said', () => {
    const update = { status: 'Failed', errors: ['AccessDenied'], isOurs: false } as const;

    expect(nextStep({ live: asleep, update })).toEqual({ step: 'settled' });
    expect(nextStep({ live: asleep, status: 'DEGRADED' })).toEqual({ step: 'settled' });
  });

  test('is to fail with the words of EKS where the update of this loop failed', () => {
    const update = { status: 'Failed', errors: ['NodeCreationFailure: no capacity'], isOurs: true } as const;

    expect(nextStep({ update })).toEqual({
      step: 'fail',
      problem: 'its update ended Failed: NodeCreationFailure: no capacity',
    });
  });

  test('is to ask again where an update failed before the redrive', () => {
    expect(nextStep({ update: { status: 'Failed', errors: ['NodeCreationFailure'], isOurs: false } })).toEqual({
      step: 'ask',
    });
  });

  test('is to leave it where it is being deleted, and to fail where it never came up', () => {
    expect(nextStep({ status: 'DELETING' })).toEqual({ step: 'deleting' });
    expect(nextStep({ status: 'CREATE_FAILED' })).toMatchObject({ step: 'fail' });
  });

  test('is none for a group that never came up and has the size already, so that it holds up no morning', () => {
    expect(nextStep({ status: 'CREATE_FAILED', target: awake })).toEqual({ step: 'settled' });
    expect(nextStep({ status: 'DELETE_FAILED', target: awake })).toEqual({ step: 'settled' });
  });
});
