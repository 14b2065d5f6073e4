import { expect, test } from '@jest/globals';
import { failedState, type HistoryStep, stateReached } from '../../src/domain/failed-state.ts';

/** Events are numbered in order; each says which one it follows. */
const events = (...rows: readonly [type: string, previousEventId: number, name?: string][]): HistoryStep[] =>
  rows.map(([type, previousEventId, name], index) => ({
    id: index + 1,
    previousEventId,
    type,
    ...(name ? { stateEnteredEventDetails: { name } } : {}),
  }));

test('the state whose Task failed is named', () => {
  const history = events(
    ['ExecutionStarted', 0],
    ['TaskStateEntered', 1, 'Prepare run'],
    ['TaskStateExited', 2],
    ['TaskStateEntered', 3, 'Drain nodes'],
    ['TaskScheduled', 4],
    ['TaskFailed', 5],
    ['ExecutionFailed', 6],
  );
  expect(failedState(history)).toBe('Drain nodes');
});

test('of two iterations side by side it is the one that failed, not the one that was entered last', () => {
  const history = events(
    ['TaskStateEntered', 0, 'Scale node group'],
    ['TaskScheduled', 1],
    ['TaskStateEntered', 0, 'Look again'],
    ['TaskTimedOut', 2],
    ['TaskStateAborted', 3],
    ['ExecutionFailed', 4],
  );
  expect(failedState(history)).toBe('Scale node group');
});

test('a Task that failed and was tried again is not the one', () => {
  const history = events(
    ['TaskStateEntered', 0, 'Record state'],
    ['TaskFailed', 1],
    ['TaskSucceeded', 2],
    ['TaskStateEntered', 3, 'Drain nodes'],
    ['TaskFailed', 4],
    ['ExecutionFailed', 5],
  );
  expect(failedState(history)).toBe('Drain nodes');
});

test('an execution that was stopped from outside has no failed state, only one that it had reached', () => {
  const history = events(
    ['TaskStateEntered', 0, 'Record state'],
    ['TaskStateExited', 1],
    ['WaitStateEntered', 2, 'Drain nodes: wait'],
    ['ExecutionAborted', 3],
  );
  expect(failedState(history)).toBeNull();
  expect(stateReached(history)).toBe('Drain nodes: wait');
  expect(stateReached(events(['ExecutionStarted', 0], ['ExecutionAborted', 1]))).toBeNull();
});
