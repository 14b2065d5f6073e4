import { expect, test } from '@jest/globals';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import { type FunctionInvoker, type Invocation, TaskFailure } from '../../../sandbox/engine/engine.ts';
import { type ObservedPass, observePasses } from '../../../sandbox/night/observe-passes.ts';

const at = new Date('2026-01-12T20:00:00Z');
const drainNodes = 'arn:aws:lambda:eu-west-1:111122223333:function:eks-scheduler-drain-nodes';

/** What was told of one pass whose function answers so. */
async function passOf(invoke: FunctionInvoker['invoke'], payload: unknown = { item: null }, name = drainNodes) {
  const begun: string[] = [];
  const ended: ObservedPass[] = [];
  const observed = observePasses({ invoke }, new SimulatedClock(at), {
    begun: ({ title }) => begun.push(title),
    ended: (pass) => ended.push(pass),
  });
  const outcome = await observed.invoke(name, payload).catch((error: unknown) => error);
  return { begun, pass: ended[0], outcome };
}

const answers = (payload: unknown) => async (): Promise<Invocation> => ({ status: 'ok', payload });

test('a pass is told with its title, its answer and the time', async () => {
  const answer = { status: 'pending', waitSeconds: 4, reason: '3 pods left', summary: { podsLeft: 3 } };
  const { begun, pass, outcome } = await passOf(answers(answer));
  expect(begun).toEqual(['Drain nodes']);
  expect(pass).toEqual({
    phase: 'drain-nodes',
    title: 'Drain nodes',
    item: null,
    status: 'pending',
    reason: '3 pods left',
    summary: { podsLeft: 3 },
    at: at.getTime(),
  });
  expect(outcome).toEqual({ status: 'ok', payload: answer });
});

test('an iteration of a Map is told with its item', async () => {
  const { pass } = await passOf(answers({ status: 'done', summary: {} }), { item: 'apps' });
  expect(pass).toMatchObject({ item: 'apps', status: 'done', reason: null });
});

test('a function that throws is told as failed, with the named error, and its answer goes through', async () => {
  const failure = {
    status: 'error',
    errorType: 'DrainBlockedError',
    errorPayload: { errorType: 'DrainBlockedError', errorMessage: 'one pod stays' },
  } as const;
  const { pass, outcome } = await passOf(async () => failure);
  expect(pass).toMatchObject({ status: 'failed', reason: 'DrainBlockedError: one pod stays' });
  expect(outcome).toBe(failure);
});

test('an error of the Lambda service is told as failed, and thrown on', async () => {
  const { pass, outcome } = await passOf(async () => {
    throw new TaskFailure('Lambda.TooManyRequestsException', 'Rate Exceeded.');
  });
  expect(pass).toMatchObject({ status: 'failed', reason: expect.stringContaining('Lambda.TooManyRequestsException') });
  expect(outcome).toBeInstanceOf(TaskFailure);
});

test('a function that is no phase is told under its own name', async () => {
  const { pass } = await passOf(answers({ status: 'done' }), 'x', 'other');
  expect(pass).toMatchObject({ phase: 'other', title: 'Other', item: null, summary: {} });
});
