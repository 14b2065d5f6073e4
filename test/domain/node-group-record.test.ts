import { describe, expect, test } from '@jest/globals';
import {
  changeInWords,
  decideNodeGroupRecord,
  resizedMeanwhile,
  sizeInWords,
  sizeToRestore,
} from '../../src/domain/node-group-record.ts';
import type { NodeGroupRecord, NodeGroupSize } from '../../src/domain/recorded-state.ts';

const evening = { minSize: 2, maxSize: 10, desiredSize: 5 };
const asleep = { minSize: 0, maxSize: 10, desiredSize: 0 };
const other = { minSize: 1, maxSize: 4, desiredSize: 3 };

function aRecord(fields: Partial<NodeGroupRecord> = {}): NodeGroupRecord {
  return {
    name: 'apps',
    ...evening,
    instanceTypes: ['m6i.large'],
    recordedAt: '2026-11-23T18:00:00.000Z',
    runId: 'night-1',
    phase: 'recorded',
    previous: null,
    ...fields,
  };
}

function decide(live: NodeGroupSize, known: { record?: NodeGroupRecord; isUnreadable?: boolean; tag?: string } = {}) {
  const { record = null, isUnreadable = false, tag } = known;
  return decideNodeGroupRecord({ live, record, isUnreadable, tag });
}

describe('what a stop records for a node group', () => {
  test('is the live size where nothing is outstanding', () => {
    expect(decide(evening)).toMatchObject({ source: 'live', size: evening });
    expect(decide(evening, { record: aRecord({ ...other, phase: 'restored' }) })).toMatchObject({
      source: 'live',
      size: evening,
    });
  });

  test('is a real zero where nothing ever was recorded', () => {
    expect(decide(asleep)).toMatchObject({ source: 'live', size: asleep });
  });

  test('stays the outstanding record where the group is at zero', () => {
    expect(decide(asleep, { record: aRecord() })).toMatchObject({
      source: 'kept',
      size: evening,
      dispute: null,
      driftsTo: null,
    });
  });

  test('stays the outstanding record, with a note of the drift, where somebody changed the group', () => {
    expect(decide(other, { record: aRecord() })).toMatchObject({
      source: 'kept',
      size: evening,
      dispute: null,
      driftsTo: other,
    });
  });

  test('is taken from the tag where the table has lost the record', () => {
    const tag = 'min=2 max=10 desired=5 run=night-1';

    expect(decide(asleep, { tag })).toEqual({ source: 'tag', size: evening, driftsTo: null });
    expect(decide(asleep, { tag, isUnreadable: true })).toEqual({ source: 'tag', size: evening, driftsTo: null });
    expect(decide(other, { tag })).toEqual({ source: 'tag', size: evening, driftsTo: other });
  });

  test('is not taken from an old tag on a group that is awake and was restored', () => {
    const known = { record: aRecord({ phase: 'restored' }), tag: 'min=1 max=2 desired=1' };

    expect(decide(evening, known)).toMatchObject({ source: 'live', size: evening });
  });

  test('is nothing at all where the group is at zero and what it came from cannot be read', () => {
    expect(decide(asleep, { tag: 'min=2 desired=5' })).toMatchObject({ source: 'unknown' });
    expect(decide(asleep, { isUnreadable: true })).toMatchObject({ source: 'unknown' });
  });
});

describe('what a stop records after a night that is not over', () => {
  test('is nothing for a group at zero that neither copy knows', () => {
    const facts = { live: asleep, record: null, isUnreadable: false, tag: undefined };
    expect(decideNodeGroupRecord({ ...facts, isAfterAnotherStop: true })).toMatchObject({ source: 'unknown' });
    const record = aRecord({ ...asleep, phase: 'restored' });
    expect(decideNodeGroupRecord({ ...facts, record, isAfterAnotherStop: true })).toMatchObject({ source: 'live' });
  });

  test('leaves out the nodes that a start added for minNodes, while nobody has changed them', () => {
    const record = aRecord({ phase: 'restored', raisedTo: 8 });
    const raised = { ...evening, desiredSize: 8 };
    expect(decide(raised, { record })).toEqual({ source: 'live', size: evening, withoutRaise: true });
    const changed = { ...evening, desiredSize: 7 };
    expect(decide(changed, { record })).toEqual({ source: 'live', size: changed, withoutRaise: false });
  });
});

describe('a record and a tag that disagree', () => {
  const tagOf = (run: string) => `min=1 max=4 desired=3${run && ` run=${run}`}`;
  const monday: [string, string] = ['night-1', '2026-11-23T18:00:00.000Z'];
  const tuesday: [string, string] = ['night-2', '2026-11-24T18:00:00.000Z'];
  const winner = (tag: string, history: [string, string][], record = aRecord()) =>
    sizeToRestore({ live: asleep, record, tag, history: new Map(history) })?.from;

  test.each<[string, string, [string, string][], 'table' | 'tag']>([
    ['the one whose stop is known', 'old', [monday], 'table'],
    ['the one whose stop is known, also where it is the smaller one', 'night-2', [tuesday], 'tag'],
    ['the later stop of two that are known', 'night-2', [monday, tuesday], 'tag'],
    ['the larger size where neither is known', 'old', [], 'table'],
    ['the larger size where both are of one run, so that one was edited', 'night-1', [monday], 'table'],
    ['the known one over one that names no run', '', [monday], 'table'],
  ])('are decided for %s', (_why, run, history, expected) => {
    expect(winner(tagOf(run), history)).toBe(expected);
  });

  test('are decided for the tag where that is the larger one and nothing else tells', () => {
    expect(winner('min=2 max=20 desired=9', [])).toBe('tag');
  });

  test('are told with both values', () => {
    expect(sizeToRestore({ live: asleep, record: aRecord(), tag: tagOf('old') })?.dispute).toMatchObject({
      table: evening,
      tag: other,
      winner: 'table',
    });
  });
});

describe('what a start brings back', () => {
  test('is what the table says, else the tag, else nothing', () => {
    const tag = 'min=1 max=4 desired=3';

    const live = asleep;
    const restored = aRecord({ phase: 'restored' });
    expect(sizeToRestore({ live, record: aRecord(), tag })).toMatchObject({ from: 'table', size: evening });
    expect(sizeToRestore({ live, record: restored, tag })).toMatchObject({ from: 'tag', size: other });
    expect(sizeToRestore({ live, record: null, tag })).toMatchObject({ from: 'tag', size: other });
    expect(sizeToRestore({ live, record: restored, tag: undefined })).toBeNull();
    expect(sizeToRestore({ live, record: null, tag: 'min=1' })).toBeNull();
  });

  test('is not an old tag on a group that is awake, unless the group holds that size', () => {
    const record = aRecord({ phase: 'restored' });
    const tag = 'min=1 max=4 desired=3';
    expect(sizeToRestore({ live: evening, record, tag })).toBeNull();
    expect(sizeToRestore({ live: other, record, tag })).toMatchObject({ from: 'tag', size: other });
    expect(sizeToRestore({ live: evening, record: null, tag })).toMatchObject({ from: 'tag', size: other });
  });

  test('differs from how a stop left the group only where somebody resized it meanwhile', () => {
    expect(resizedMeanwhile(asleep, evening)).toBeNull();
    expect(resizedMeanwhile(evening, evening)).toBeNull();
    expect(resizedMeanwhile({ ...asleep, maxSize: 12 }, evening)).toEqual({ ...asleep, maxSize: 12 });
    expect(resizedMeanwhile({ ...asleep, desiredSize: 1 }, evening)).toEqual({ ...asleep, desiredSize: 1 });
  });
});

test('a size and a change are said in the words of EKS', () => {
  expect(sizeInWords(evening)).toBe('min 2, max 10, desired 5');
  expect(changeInWords(evening, asleep)).toBe('min 2 -> 0, desired 5 -> 0');
  expect(changeInWords(evening, evening)).toBe('');
});
