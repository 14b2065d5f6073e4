import { expect, test } from '@jest/globals';
import type { RunLook } from '../../../cli/follow/followed.ts';
import { exitCodeOf, runVerdict } from '../../../cli/follow/run-verdict.ts';
import { runView } from '../../../cli/follow/run-view.ts';
import { aHistory, entered } from './an-event.ts';

const home = { account: '111122223333', region: 'eu-west-1' };

/** The verdict of a run without a report, which has failed at Prepare run unless the parts say otherwise. */
function verdictOf(action: 'stop' | 'start', parts: Partial<RunLook> = {}) {
  const failed = aHistory(entered('Prepare run'), ['ExecutionFailed', { error: 'x' }]);
  const look: RunLook = {
    ...{ status: 'FAILED', error: 'NodeGroupError', cause: 'no capacity', output: null, warnings: [] },
    ...{ startedAt: new Date(0), endedAt: new Date(60_000), input: '{"cluster":"dev","region":"us-east-1"}' },
    ...runView(['Prepare run'], failed),
    ...parts,
  };
  return runVerdict({
    ...{ look, home, report: null, reportFiles: [], reportFile: (address: string) => address },
    ...{ place: ['--local'], placeOfRuns: ['--local', '--reports', 'my reports'] },
    followed: { arn: `arn:run`, id: 'dev-1', machine: action },
  });
}

const commands = (verdict: ReturnType<typeof verdictOf>) => verdict.next.map(({ command }) => command);
const there = "--cluster dev --cluster-region us-east-1 --local --reports 'my reports'";

test('a stop that failed is redriven, or its cluster is woken, by commands that lead to the same scheduler', () => {
  const verdict = verdictOf('stop');
  expect(verdict).toMatchObject({ status: 'failed', failedAt: 'Prepare run', message: 'no capacity', seconds: 60 });
  expect(verdict.says).toBe('The stop of dev failed at Prepare run');
  expect(commands(verdict)).toEqual([
    "eks-scheduler redrive dev-1 --local --reports 'my reports'",
    `eks-scheduler start ${there}`,
  ]);
  expect(exitCodeOf(verdict, false)).toBe(1);
});

test('a start that failed is redriven', () => {
  expect(commands(verdictOf('start'))).toEqual(["eks-scheduler redrive dev-1 --local --reports 'my reports'"]);
});

test('an input that Prepare run refuses is wrong input, and needs a new run', () => {
  const verdict = verdictOf('start', { error: 'ConfigurationError' });
  expect(exitCodeOf(verdict, false)).toBe(2);
  expect(commands(verdict)).toEqual([`eks-scheduler start ${there}`]);
});

test('a run that found the cluster with another is not redriven blindly', () => {
  const verdict = verdictOf('stop', { error: 'LockHeldError' });
  expect(commands(verdict)).toEqual(['eks-scheduler status --cluster dev --cluster-region us-east-1 --local']);
});

test('a run that was ended from outside says so where nobody gave a reason', () => {
  expect(verdictOf('stop', { status: 'ABORTED', error: null, cause: null })).toMatchObject({
    ...{ status: 'failed', error: null, message: 'It was ended from outside.' },
  });
});
