import { describe, expect, test } from '@jest/globals';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { Evaluator } from '../../sandbox/engine/evaluator.ts';
import { seededRandom } from '../../sandbox/engine/random.ts';
import { runOutcome } from '../../state-machines/run-outcome.ts';

const target = { cluster: 'dev', account: '111122223333', region: 'eu-west-1', name: 'dev-stop-monday' };
const { name: _, ...cluster } = target;

/** What a child of the fleet answers when its run ended with this. */
function outcomeOf(cause: string | undefined, error = 'States.TaskFailed') {
  const evaluator = new Evaluator(new SimulatedClock(new Date('2026-11-02T12:00:00Z')), seededRandom(1));
  const errorOutput = { Error: error, ...(cause === undefined ? {} : { Cause: cause }) };
  const states = { input: { target, causeLength: 60 }, errorOutput };
  return evaluator.evaluate(runOutcome.failed, 'Output', { states, variables: {} });
}

const thrown = JSON.stringify({
  errorType: 'DrainBlockedError',
  errorMessage: 'Pods remain. Look at them.',
  trace: [],
});
const run = { Name: 'dev-stop-monday', Status: 'FAILED', Error: 'DrainBlockedError', Cause: thrown };

describe('what a fleet makes of a run that failed', () => {
  test('is its error and what it says', async () => {
    expect(await outcomeOf(JSON.stringify(run))).toEqual({
      ...{ ...cluster, status: 'failed', error: 'DrainBlockedError', cause: 'Pods remain. Look at them.' },
      run: 'dev-stop-monday',
    });
  });

  test.each([
    ['a description that is cut', JSON.stringify(run).slice(0, 100)],
    ['an opening brace', '{'],
    ['words in braces', '{not found}'],
    ['words', 'Rate exceeded'],
  ])('is the beginning of the cause where that is %s', async (_, cause) => {
    expect(await outcomeOf(cause)).toEqual({
      ...{ ...cluster, status: 'failed', error: 'States.TaskFailed', cause: cause.slice(0, 60) },
    });
  });

  test('is the beginning of what Lambda made of the error where that alone is cut', async () => {
    const cut = { ...run, Cause: thrown.slice(0, 45) };
    expect(await outcomeOf(JSON.stringify(cut))).toMatchObject({ error: 'DrainBlockedError', cause: cut.Cause });
  });

  test('is its error alone where there is no cause', async () => {
    expect(await outcomeOf(undefined, 'States.Timeout')).toMatchObject({ error: 'States.Timeout', cause: '' });
  });
});
