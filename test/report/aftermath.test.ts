import { describe, expect, test } from '@jest/globals';
import type { JournalEntry } from '../../src/aws/ports.ts';
import { buildReport, journalAlone } from '../../src/report/report.ts';
import { aMorning, aNight, anEntry, aPastRun, aRun } from './a-journal.ts';

const endedAt = new Date('2026-11-23T18:09:12.000Z');
const failed = { status: 'failed', reason: 'DrainBlockedError', endedAt } as const;
const succeeded = { status: 'succeeded', reason: null, endedAt } as const;

/** A night whose drain failed, so that nothing was scaled. */
function blocked(): JournalEntry[] {
  return aNight()
    .filter(({ phase }) => phase !== 'scale-node-group')
    .map((entry) =>
      entry.phase === 'drain-nodes' ? { ...entry, status: 'failed', reason: 'DrainBlockedError: no' } : entry,
    );
}

describe('after a stop that failed', () => {
  const { headline, aftermath } = buildReport(aRun(), blocked(), failed);

  test('the headline says where', () => {
    expect(headline).toBe('The stop of dev failed at Drain nodes');
    expect(aftermath.failedAt).toBe('Drain nodes');
  });

  test('no node group counts as asleep that was not seen at zero', () => {
    expect(aftermath).toMatchObject({ asleep: [], awake: ['apps', 'system'] });
  });

  test('the webhooks that it relaxed are named', () => {
    expect(aftermath.relaxedWebhooks).toEqual(['Validating/policies/validate.policies']);
  });

  test('the autoscaler that it paused is named', () => {
    const paused = anEntry({
      phase: 'pause-autoscalers',
      title: 'Pause autoscalers',
      actions: [{ verb: 'scale', target: 'deployment/kube-system/cluster-autoscaler', detail: 'replicas 1 -> 0' }],
    });
    const aftermathWith = (...more: readonly JournalEntry[]) =>
      buildReport(aRun(), [...blocked(), ...more], failed).aftermath;
    expect(aftermathWith(paused).pausedAutoscalers).toEqual(['kube-system/cluster-autoscaler']);
    const resumed = anEntry({ phase: 'resume-autoscalers', title: 'Resume autoscalers', status: 'done' });
    expect(aftermathWith(paused, resumed).pausedAutoscalers).toEqual([]);
  });

  test('a person may redrive it, or wake the cluster, by a command that can be pasted', () => {
    expect(aftermath.next.map(({ command }) => command)).toEqual([
      'aws stepfunctions redrive-execution --region eu-west-1 --execution-arn arn:aws:states:eu-west-1:111122223333:execution:scale-down:night-1',
      `aws stepfunctions start-execution --region eu-west-1 --state-machine-arn arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-scale-up --input '{"cluster":"dev"}'`,
    ]);
  });
});

test('the command for a cluster of another account and region names both, and no name gets out of its quotes', () => {
  const cluster = { account: '444455556666', region: 'us-east-1', name: "it's; rm -rf /" };
  const [wake] = buildReport(aRun({ cluster }), aNight(), succeeded).aftermath.next;

  expect(wake?.command).toContain(
    String.raw`--input '{"cluster":"it'\''s; rm -rf /","account":"444455556666","region":"us-east-1"}'`,
  );
});

test('a stop that is being rolled back is not to be redriven', () => {
  const rolledBackBy = 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-up:rollback-of-night-1';
  const { next } = buildReport(aRun(), blocked(), { ...failed, rolledBackBy }).aftermath;

  expect(next.map(({ command }) => command).join()).toContain(
    `describe-execution --region eu-west-1 --execution-arn ${rolledBackBy}`,
  );
  expect(next).toHaveLength(1);
});

test('a stop that ran out of time failed at the phase that was under way, of the item where there is one', () => {
  const scaling = anEntry({
    phase: 'scale-node-group',
    title: 'Scale node group',
    item: 'apps',
    status: 'pending',
    step: 6,
  });

  expect(buildReport(aRun(), [...blocked().slice(0, 3), scaling], failed).headline).toBe(
    'The stop of dev failed at Scale node group (apps)',
  );
});

test('after a good stop all sleeps, and a person may wake it', () => {
  const { headline, aftermath } = buildReport(aRun(), aNight(), succeeded);

  expect(headline).toBe('dev is asleep: 7 nodes scaled away');
  expect(aftermath).toMatchObject({ asleep: ['apps', 'system'], awake: [] });
  expect(aftermath.next.map(({ text }) => text)).toEqual(['To wake the cluster:']);
});

describe('after a start', () => {
  const run = aRun({ action: 'start' });
  const sources = { ...journalAlone, stop: aPastRun() };
  const restored = (result: string) =>
    anEntry({
      phase: 'restore-webhooks',
      title: 'Restore webhooks',
      step: 8,
      facts: {
        webhooksRestored: [
          {
            kind: 'Validating',
            configuration: 'policies',
            webhook: 'validate.policies',
            failurePolicy: 'Fail',
            result,
          },
        ],
      },
    });

  test('that went well nothing sleeps, is relaxed, or is to be typed', () => {
    expect(buildReport(run, [...aMorning(), restored('restored')], succeeded, sources)).toMatchObject({
      headline: 'dev is awake: 5 nodes brought back',
      aftermath: { asleep: [], awake: ['apps'], relaxedWebhooks: [], next: [] },
    });
  });

  test('that failed at a node group, it and the webhooks of the evening are still as the stop left them', () => {
    const stuck = aMorning().map(
      (entry): JournalEntry => ({
        ...entry,
        status: 'failed',
        facts: { before: entry.facts.before },
      }),
    );

    expect(buildReport(run, stuck, failed, sources)).toMatchObject({
      headline: 'The start of dev failed at Scale node group (apps)',
      aftermath: { asleep: ['apps'], awake: [], relaxedWebhooks: ['Validating/policies/validate.policies'] },
    });
  });

  test('that could not restore a webhook, it is named', () => {
    const { relaxedWebhooks } = buildReport(
      run,
      [...aMorning(), restored('left-relaxed')],
      succeeded,
      sources,
    ).aftermath;

    expect(relaxedWebhooks).toEqual(['Validating/policies/validate.policies']);
  });
});

test('a dry run says what it would do, and nothing of how the cluster is', () => {
  expect(buildReport(aRun({ dryRun: true }), aNight(), succeeded)).toMatchObject({
    headline: 'A stop of dev would take away 7 nodes',
    aftermath: { asleep: [], awake: [], relaxedWebhooks: [], next: [] },
  });
});

test('the waves and the pods over time come from what each pass of the drain saw', () => {
  const { progress } = buildReport(aRun(), aNight(), succeeded);

  expect(progress.pods.map(({ count }) => count)).toEqual([2, 1, 1, 0]);
  expect(progress.waves).toEqual([
    { wave: 'applications', startedAt: '2026-11-23T18:00:00.000Z', endedAt: '2026-11-23T18:02:00.000Z', podsLeft: 2 },
    { wave: 'core', startedAt: '2026-11-23T18:02:00.000Z', endedAt: '2026-11-23T18:03:12.000Z', podsLeft: 1 },
  ]);
});

test('nodes over time fall when EKS is done with a group', () => {
  expect(buildReport(aRun(), aNight(), succeeded).progress.nodes.map(({ count }) => count)).toEqual([7, 5, 0]);
});
