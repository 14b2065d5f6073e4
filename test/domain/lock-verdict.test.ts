import { describe, expect, test } from '@jest/globals';
import { judgeLock } from '../../src/domain/lock-verdict.ts';

const start = { executionArn: 'arn:start', action: 'start' } as const;
const stop = { executionArn: 'arn:stop', action: 'stop' } as const;
const runningStop = { holder: 'arn:other', action: 'stop', status: 'RUNNING' } as const;

describe('the lock of a cluster', () => {
  test('is taken from nobody, and by the run that has it already', () => {
    expect(judgeLock(stop, null, false)).toBe('take');
    expect(judgeLock(stop, { holder: 'arn:stop', action: 'stop', status: 'RUNNING' }, false)).toBe('take');
  });

  test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'NOT_FOUND'])(
    'is taken from a run that is %s',
    (status) => {
      expect(judgeLock(stop, { ...runningStop, status }, false)).toBe('take');
    },
  );

  test.each(['RUNNING', 'PENDING_REDRIVE'])('is left with another run that is %s', (status) => {
    expect(judgeLock(start, { ...runningStop, status }, false)).toBe('held');
  });

  test('is taken from a running stop by a start that may', () => {
    expect(judgeLock(start, runningStop, true)).toBe('abort-and-take');
  });

  test('is never taken from a running start, nor by a stop', () => {
    expect(judgeLock(start, { ...runningStop, action: 'start' }, true)).toBe('held');
    expect(judgeLock(stop, runningStop, true)).toBe('held');
  });
});
