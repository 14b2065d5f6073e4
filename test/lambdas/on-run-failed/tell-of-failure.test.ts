import { expect, test } from '@jest/globals';
import { failedRun } from '../../../lambdas/on-run-failed/failed-run.ts';
import { onFleetFailed } from '../../../lambdas/on-run-failed/on-fleet-failed.ts';
import type { FailureContext } from '../../../lambdas/on-run-failed/on-run-failed.ts';
import type { StatusEvent } from '../../../lambdas/on-run-failed/status-event.ts';
import { tellOfFailure } from '../../../lambdas/on-run-failed/tell-of-failure.ts';
import type { Journal, JournalPass, NoticeMessage } from '../../../src/aws/ports.ts';
import { noon } from '../a-wiring.ts';

const notHere = () => {
  throw new Error('this test has no such port');
};

/** A context whose journal keeps facts and marks, and whose topic keeps messages or refuses them. */
function aContext(configurationText = '', refusal: Error | null = null) {
  const sent: NoticeMessage[] = [];
  const marks: string[] = [];
  let facts: JournalPass['facts'] = {};
  const journal: Journal = {
    write: async (_run, pass) => {
      facts = { ...facts, ...pass.facts };
    },
    ...{ read: notHere, before: notHere },
    facts: async () => facts,
    markRun: async (_run, status) => void marks.push(status),
  };
  const context: FailureContext = {
    ...{ now: () => noon, account: '111122223333', region: 'eu-west-1', configurationText, environment: {} },
    executions: { describe: notHere, failedState: async () => 'Run clusters', startOnce: notHere },
    notices: {
      publish: async (message) => {
        if (refusal) throw refusal;
        sent.push(message);
      },
    },
    reports: { put: notHere },
    connect: () => ({ journal, lock: { current: notHere }, records: { nodeGroups: notHere } }),
    info: () => undefined,
  };
  return { context, sent, marks };
}

function anEvent(input: unknown, machine = 'eks-scheduler-scale-down'): StatusEvent {
  const at = 'arn:aws:states:eu-west-1:111122223333';
  return {
    detail: {
      ...{ executionArn: `${at}:execution:${machine}:monday`, stateMachineArn: `${at}:stateMachine:${machine}` },
      ...{ name: 'monday', status: 'FAILED', startDate: noon.getTime(), stopDate: noon.getTime(), error: 'Unknown' },
      input: JSON.stringify(input),
    },
  };
}

async function tell({ context }: ReturnType<typeof aContext>, input: unknown = { cluster: 'dev' }) {
  const run = failedRun(context, anEvent(input), JSON.stringify(input));
  if (run === null) throw new Error('This is a machine of ours.');
  const after = { rollback: 'none', reason: 'onFailure is hold' } as const;
  return tellOfFailure(context, run, 'Drain nodes', { after, statusNow: 'FAILED', report: null });
}

test('people are told once of an end, and the table says that the run failed', async () => {
  const at = aContext();
  expect(await tell(at)).toEqual({ isNew: true, notified: true });
  expect(await tell(at)).toEqual({ isNew: false, notified: false });
  expect(at).toMatchObject({
    marks: ['failed'],
    sent: [{ subject: 'EKS Scheduler: stop of dev failed at Drain nodes' }],
  });
});

test('where failures are switched off nobody is told, and the end is new all the same', async () => {
  const at = aContext('notifications: { failure: false }');
  expect(await tell(at)).toEqual({ isNew: true, notified: false });
  expect(at).toMatchObject({ marks: ['failed'], sent: [] });
});

test('of a dry run nobody is told', async () => {
  const at = aContext();
  expect(await tell(at, { cluster: 'dev', dryRun: true })).toEqual({ isNew: true, notified: false });
  expect(at).toMatchObject({ marks: ['failed'], sent: [] });
});

test('a topic that refuses is tried again by Lambda; the table says already that the run failed', async () => {
  const at = aContext('', new Error('Topic does not exist'));
  await expect(tell(at)).rejects.toThrow('Topic does not exist');
  expect(at.marks).toEqual(['failed']);
  await expect(tell(at)).rejects.toThrow('Topic does not exist');
});

test('a configuration that cannot be read keeps nobody from hearing of it', async () => {
  const at = aContext('notifications: { failure: never }');
  expect(await tell(at)).toEqual({ isNew: true, notified: true });
  expect(at.sent).toMatchObject([{ subject: 'EKS Scheduler: stop of an unknown cluster failed at Drain nodes' }]);
});

test('a fleet that was lost is told as a failure; a dry one, or one that told itself, is not', async () => {
  const at = aContext();
  const lost = (input: unknown) => onFleetFailed(at.context, anEvent(input, 'eks-scheduler-fleet'));
  expect(await lost({ action: 'start', clusters: ['*'] })).toMatchObject({ isNew: true, notified: true });
  expect(await lost({ action: 'start', clusters: ['*'], dryRun: true })).toMatchObject({ notified: false });
  const told = anEvent({ action: 'start' }, 'eks-scheduler-fleet');
  const failed = { detail: { ...told.detail, error: 'FleetFailedError' } };
  expect(await onFleetFailed(at.context, failed)).toMatchObject({ isNew: false, notified: false });
  expect(at.sent).toMatchObject([
    {
      subject: 'EKS Scheduler: a fleet failed at Run clusters',
      attributes: { kind: 'failure', action: 'start', status: 'failed' },
    },
  ]);
});
