import { describe, expect, test } from '@jest/globals';
import { standingOf, type TableFacts } from '../../src/domain/standing.ts';

const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:${name}`;

function aLock(fields: Partial<NonNullable<TableFacts['lock']>> = {}): NonNullable<TableFacts['lock']> {
  return { holder: arn('night'), action: 'stop', acquiredAt: '2026-11-23T20:00:01.000Z', status: 'RUNNING', ...fields };
}

function aRecord(key: string, runId = 'night'): TableFacts['outstanding'][number] {
  return { key, runId, recordedAt: '2026-11-23T20:00:05.000Z' };
}

function aRun(fields: Partial<NonNullable<TableFacts['last']>> = {}): NonNullable<TableFacts['last']> {
  return { id: 'night', action: 'stop', status: 'succeeded', endedAt: '2026-11-23T20:07:00.000Z', ...fields };
}

function standing(facts: Partial<TableFacts>) {
  return standingOf({ outstanding: [], lock: null, last: null, ...facts });
}

const asleep = [aRecord('NODEGROUP#apps'), aRecord('WEBHOOK#V#policy#check')];

test('a cluster of which nothing is known is awake, since nobody knows when', () => {
  expect(standing({})).toEqual({ state: 'awake', since: null, run: null });
});

test('it is awake since the start that woke it ended', () => {
  const last = aRun({ id: 'morning', action: 'start', endedAt: '2026-11-24T07:05:00.000Z' });
  expect(standing({ last })).toEqual({ state: 'awake', since: '2026-11-24T07:05:00.000Z', run: 'morning' });
});

test('a webhook that is still relaxed does not make a cluster sleep', () => {
  expect(standing({ outstanding: [aRecord('WEBHOOK#V#policy#check')] }).state).toBe('awake');
});

describe('a sleeping cluster', () => {
  test('sleeps since its stop ended', () => {
    expect(standing({ outstanding: asleep, last: aRun() })).toEqual({
      state: 'asleep',
      since: '2026-11-23T20:07:00.000Z',
      run: 'night',
    });
  });

  test('was put to sleep by the run that recorded it, not by a second stop that found it asleep', () => {
    const second = aRun({ id: 'second', endedAt: '2026-11-24T20:01:00.000Z' });
    expect(standing({ outstanding: asleep, last: second })).toEqual({
      state: 'asleep',
      since: '2026-11-23T20:00:05.000Z',
      run: 'night',
    });
  });

  test('sleeps also where a record cannot be read', () => {
    const unreadable = { key: 'NODEGROUP#apps', recordedAt: null, runId: null };
    expect(standing({ outstanding: [unreadable] })).toEqual({ state: 'asleep', since: null, run: null });
  });
});

describe('a cluster that is held', () => {
  test.each([
    ['stop', 'RUNNING', 'going to sleep'],
    ['start', 'RUNNING', 'waking'],
    ['start', 'PENDING_REDRIVE', 'waking'],
    ['stop', 'FAILED', 'failed half-way'],
    ['start', 'TIMED_OUT', 'failed half-way'],
    ['stop', 'ABORTED', 'failed half-way'],
    ['stop', 'NOT_FOUND', 'failed half-way'],
  ] as const)('by a %s that is %s is %s', (action, status, state) => {
    const lock = aLock({ action, status });
    expect(standing({ lock, outstanding: asleep })).toEqual({ state, since: lock.acquiredAt, run: 'night' });
  });

  test('by a run that failed has been so since that run ended', () => {
    const last = aRun({ status: 'failed', endedAt: '2026-11-23T20:45:00.000Z' });
    expect(standing({ lock: aLock({ status: 'FAILED' }), last }).since).toBe('2026-11-23T20:45:00.000Z');
  });

  test('by a run that has just succeeded stands as that run left it', () => {
    expect(standing({ lock: aLock({ status: 'SUCCEEDED' }), outstanding: asleep, last: aRun() }).state).toBe('asleep');
  });
});

test('a failed run whose lock was deleted has still left half a night, as long as something is outstanding', () => {
  const last = aRun({ status: 'failed' });
  expect(standing({ last, outstanding: asleep })).toMatchObject({ state: 'failed half-way', run: 'night' });
  expect(standing({ last }).state).toBe('awake');
});
