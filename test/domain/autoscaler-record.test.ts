import { describe, expect, test } from '@jest/globals';
import {
  type AutoscalerFacts,
  decideAutoscalerRecord,
  decideResume,
  decodeReplicas,
  replicasDispute,
} from '../../src/domain/autoscaler-record.ts';
import type { AutoscalerRecord } from '../../src/domain/recorded-state.ts';

function aRecord(fields: Partial<AutoscalerRecord> = {}): AutoscalerRecord {
  const stamp = { recordedAt: '2026-11-23T18:00:00.000Z', runId: 'night-1', phase: 'recorded' } as const;
  return { namespace: 'kube-system', name: 'cluster-autoscaler', kind: 'Deployment', replicas: 2, ...stamp, ...fields };
}

function decide(facts: Partial<AutoscalerFacts>) {
  return decideAutoscalerRecord({
    liveReplicas: 2,
    record: null,
    isUnreadable: false,
    annotation: undefined,
    ...facts,
  });
}

describe('what a stop records for an autoscaler', () => {
  test('is what it runs with, also where that is 0', () => {
    expect(decide({})).toEqual({ source: 'live', replicas: 2 });
    expect(decide({ liveReplicas: 0 })).toEqual({ source: 'live', replicas: 0 });
    expect(decide({ liveReplicas: 3, record: aRecord({ phase: 'restored' }) })).toEqual({
      source: 'live',
      replicas: 3,
    });
  });

  test('stays what an earlier stop recorded', () => {
    expect(decide({ liveReplicas: 0, record: aRecord() })).toEqual({ source: 'kept', replicas: 2 });
    expect(decide({ liveReplicas: 1, record: aRecord() })).toEqual({ source: 'kept', replicas: 2 });
  });

  test('is taken from the annotation where the table has lost it', () => {
    expect(decide({ liveReplicas: 0, annotation: '2' })).toEqual({ source: 'annotation', replicas: 2 });
  });

  test('is nothing at all where it is paused and what it ran with cannot be read', () => {
    expect(decide({ liveReplicas: 0, annotation: 'two' })).toMatchObject({ source: 'unknown' });
    expect(decide({ liveReplicas: 0, isUnreadable: true })).toMatchObject({ source: 'unknown' });
  });
});

describe('a record and an annotation that disagree', () => {
  const known = new Map([['night-1', '2026-11-23T18:00:00.000Z']]);

  test('are decided for the record of a stop that is known, else for the larger number', () => {
    expect(replicasDispute(aRecord(), '3', known)).toMatchObject({ table: 2, annotation: 3, replicas: 2 });
    expect(replicasDispute(aRecord(), '3')).toMatchObject({ replicas: 3 });
    expect(replicasDispute(aRecord(), '1')).toMatchObject({ replicas: 2 });
    expect(decide({ liveReplicas: 0, record: aRecord(), annotation: '3' })).toEqual({ source: 'kept', replicas: 3 });
  });

  test('are none where they agree, one of them is missing, or the record is restored', () => {
    expect(replicasDispute(aRecord(), '2')).toBeNull();
    expect(replicasDispute(aRecord(), undefined)).toBeNull();
    expect(replicasDispute(aRecord({ phase: 'restored' }), '3')).toBeNull();
  });
});

test('a zero that neither copy knows is not recorded after a night that is not over', () => {
  expect(decide({ liveReplicas: 0, isAfterAnotherStop: true })).toMatchObject({ source: 'unknown' });
});

describe('what a start does with a paused autoscaler', () => {
  test.each([
    ['brings it back from our 0', 0, 2, { action: 'scale', replicas: 2 }],
    ['leaves a 0 that was a 0', 0, 0, { action: 'leave' }],
    ['leaves one that is back', 2, 2, { action: 'leave' }],
    ['leaves what somebody else gave it', 5, 2, { action: 'drift' }],
    ['leaves what somebody else gave one of 0', 1, 0, { action: 'drift' }],
  ])('%s', (_, live, recorded, decision) => {
    expect(decideResume(live, recorded)).toEqual(decision);
  });
});

test.each([undefined, '', ' 1', '-1', '1.5', 'one', '1e3', '9999999'])('%j is no number of replicas', (text) => {
  expect(decodeReplicas(text)).toBeNull();
});
