import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { metricNamespace, metricUnits } from '../../src/metrics/metrics.ts';
import { ofType, type Resource, synthesizedTemplate, type Template, theOne } from './template.ts';

let template: Template;
let alarms: Readonly<Record<string, Resource['Properties']>>;

beforeAll(async () => {
  template = await synthesizedTemplate();
  alarms = Object.fromEntries(
    ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => [
      String(Properties.AlarmName).replace('eks-scheduler-', ''),
      Properties,
    ]),
  );
});

interface SummedMetric {
  readonly MetricStat?: {
    readonly Stat: string;
    readonly Metric: {
      readonly MetricName: string;
      readonly Dimensions: readonly { readonly Value: { readonly Ref: string } }[];
    };
  };
}

/** The metrics whose sum an alarm looks at: each with the function or machine that it is of. */
function watched(alarm: string): string[] {
  const metrics = alarms[alarm]?.Metrics as readonly SummedMetric[];
  return metrics
    .flatMap(({ MetricStat }) => MetricStat ?? [])
    .map(({ Stat, Metric: { MetricName, Dimensions } }) => {
      expect(Stat).toBe('Sum');
      const of = template[Dimensions[0]?.Value.Ref ?? '']?.Properties;
      return `${MetricName} of ${of?.FunctionName ?? of?.StateMachineName}`;
    })
    .sort();
}

test('there is an alarm for whatever must not wait until somebody looks', () => {
  expect(Object.keys(alarms).sort()).toEqual([
    'a-failed-run-could-not-be-followed',
    'a-lock-is-held-too-long',
    'a-run-failed',
    'a-schedule-could-not-start-its-fleet',
    'a-start-is-late',
    'a-webhook-is-left-relaxed',
    'nobody-looks-over-the-clusters',
    'nobody-was-told-of-a-failed-run',
    'runs-are-throttled',
  ]);
});

test('each tells the topic, and its description leads to an article that is there', () => {
  const topic = { Ref: theOne(template, 'AWS::SNS::Topic').id };
  const anchors = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading?.toLowerCase().replaceAll(' ', '-'),
  );
  for (const { AlarmActions, AlarmDescription } of Object.values(alarms)) {
    expect(AlarmActions).toEqual([topic]);
    expect(anchors).toContain(/docs\/runbook\.md#([\w-]+)$/.exec(String(AlarmDescription))?.[1]);
  }
});

describe('what raises them', () => {
  test('one run or fleet that failed or ran out of time, of any of the three machines', () => {
    const { Metrics, Threshold, ComparisonOperator } = alarms['a-run-failed'] ?? {};
    const counted = JSON.stringify(Metrics);
    for (const name of ['ExecutionsFailed', 'ExecutionsTimedOut']) expect(counted.split(name)).toHaveLength(4);
    expect([Threshold, ComparisonOperator]).toEqual([0, 'GreaterThanThreshold']);
  });

  test('an error or a throttle of the function that tells of failed runs, even one', () => {
    expect(alarms['nobody-was-told-of-a-failed-run']).toMatchObject({ Threshold: 0, TreatMissingData: 'notBreaching' });
    expect(watched('nobody-was-told-of-a-failed-run')).toEqual([
      'Errors of eks-scheduler-on-run-failed',
      'Throttles of eks-scheduler-on-run-failed',
    ]);
  });

  test('a throttle of what runs begin with, of what drains, or of a machine', () => {
    expect(alarms['runs-are-throttled']).toMatchObject({ Threshold: 0, TreatMissingData: 'notBreaching' });
    expect(watched('runs-are-throttled')).toEqual([
      'ExecutionThrottled of eks-scheduler-fleet',
      'ExecutionThrottled of eks-scheduler-scale-down',
      'ExecutionThrottled of eks-scheduler-scale-up',
      'Throttles of eks-scheduler-drain-nodes',
      'Throttles of eks-scheduler-prepare-run',
    ]);
  });

  test('the hours that the configuration gives webhooks and locks', () => {
    expect(alarms['a-webhook-is-left-relaxed']).toMatchObject({
      MetricName: 'OldestRelaxedWebhookHours',
      Threshold: 14,
    });
    expect(alarms['a-lock-is-held-too-long']).toMatchObject({ MetricName: 'OldestLockHours', Threshold: 9 });
  });

  test('a cluster past its start', () => {
    expect(alarms['a-start-is-late']).toMatchObject({ MetricName: 'ClustersPastStart', Threshold: 0 });
    expect(alarms['a-start-is-late']?.AlarmDescription).toContain('60 minutes');
  });

  test('silence, of that which the others hear of it from', () => {
    expect(alarms['nobody-looks-over-the-clusters']).toMatchObject({ TreatMissingData: 'breaching' });
  });

  test('a letter in either dead-letter queue', () => {
    const queues = ['a-failed-run-could-not-be-followed', 'a-schedule-could-not-start-its-fleet'].map((name) => {
      expect(alarms[name]).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 });
      return JSON.stringify(alarms[name]?.Dimensions);
    });
    expect(new Set(queues).size).toBe(2);
  });
});

test('EventBridge keeps what it could not hand to the function that follows failed runs', () => {
  const [rule] = ofType(template, 'AWS::Events::Rule').filter(
    ({ Properties }) => Properties.EventPattern !== undefined,
  );
  expect(rule?.Properties.Targets).toMatchObject([{ DeadLetterConfig: { Arn: expect.anything() } }]);
});

test('stock is taken every fifteen minutes', () => {
  const [rule] = ofType(template, 'AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);
  expect(rule?.Properties.ScheduleExpression).toBe('rate(15 minutes)');
  expect(JSON.stringify(rule?.Properties.Targets)).toContain('TakeStock');
});

test('the dashboard shows only metrics that somebody measures', () => {
  const body = JSON.stringify(theOne(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
  const shown = [...body.matchAll(new RegExp(`${metricNamespace}\\\\+",\\\\+"(\\w+)`, 'g'))].map(([, name]) => name);
  expect(shown.length).toBeGreaterThan(10);
  expect(Object.keys(metricUnits)).toEqual(expect.arrayContaining(shown));
  for (const question of ['Did everything sleep?', 'Did everything wake?', 'How long the morning took']) {
    expect(body).toContain(question);
  }
});
