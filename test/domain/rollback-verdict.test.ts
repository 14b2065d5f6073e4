import { expect, test } from '@jest/globals';
import { type EndedRun, judgeRollback } from '../../src/domain/rollback-verdict.ts';

const executionArn = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:monday';

const aStop = (changes: Partial<EndedRun> = {}): EndedRun => ({
  ...{ executionArn, action: 'stop', dryRun: false, status: 'FAILED', statusNow: 'FAILED' },
  ...{ error: 'NodeGroupError', state: 'Scale node group' },
  ...changes,
});

test.each([
  { status: 'FAILED', holder: executionArn },
  { status: 'TIMED_OUT', holder: executionArn },
  // The table was emptied: the tags bring the cluster back.
  { status: 'FAILED', holder: null },
])('a stop that has $status and lost the cluster to nobody is rolled back', ({ status, holder }) => {
  expect(judgeRollback(aStop({ status, statusNow: status }), 'rollback', holder)).toEqual({ rollback: true });
});

test('a failed state that nobody knows does not keep the cluster down', () => {
  expect(judgeRollback(aStop({ state: null, error: null }), 'rollback', executionArn)).toEqual({ rollback: true });
});

const otherwise: readonly [string, Partial<EndedRun>, string?][] = [
  ['a start', { action: 'start' }],
  ['a dry run', { dryRun: true }],
  ['the run was ended on purpose', { status: 'ABORTED', statusNow: 'ABORTED' }],
  ['RUNNING by now', { statusNow: 'RUNNING' }],
  ['PENDING_REDRIVE by now', { statusNow: 'PENDING_REDRIVE' }],
  ['SUCCEEDED by now', { statusNow: 'SUCCEEDED' }],
  ['another run has the cluster', { error: 'LockLostError' }],
  ['another run has the cluster', { error: 'LockHeldError', state: 'Prepare run' }],
  ['changed nothing', { state: 'Prepare run', error: 'ClusterUnreachableError' }],
  ['the cluster sleeps', { state: 'Report run', error: 'AccessDeniedError' }],
  ['another run has had the cluster since: arn:other', {}, 'arn:other'],
];

test.each(otherwise)('no rollback, because of: %s', (reason, changes, holder = executionArn) => {
  const verdict = judgeRollback(aStop(changes), 'rollback', holder);
  expect(verdict).toEqual({ rollback: false, reason: expect.stringContaining(reason) });
});

test('hold leaves every stop alone', () => {
  expect(judgeRollback(aStop(), 'hold', executionArn)).toMatchObject({ rollback: false });
});
