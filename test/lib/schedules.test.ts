import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Schedules } from '../../lib/schedules.ts';
import { parseFleetInput } from '../../src/config/fleet-input.ts';
import { loadFile } from '../../src/config/load-configuration.ts';

const fleetMachineArn = 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-fleet';

/** A stack with these schedules and nothing else of ours. */
function stackWith(schedules: string): Stack {
  const stack = new Stack(new App({ analyticsReporting: false }), 'Test', {
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  const configuration = loadFile(`schedules: ${schedules}`);
  new Schedules(stack, 'Schedules', { configuration, fleetMachineArn, key: new Key(stack, 'Key') });
  return stack;
}

const template = Template.fromStack(
  stackWith(`
  - name: office-hours
    timezone: Europe/Berlin
    stop: 0 20 ? * MON-FRI *
    start: 0 7 ? * MON-FRI *
    clusters: ["shop-*", dev]
    tags: { team: web }
    accounts: ["111122223333"]
    regions: [eu-west-1]
    flexibleWindowMinutes: 15
  - { name: nap, enabled: false, timezone: UTC, stop: 0 12 ? * SUN *, clusters: [nap] }`),
);

function schedule(name: string): Record<string, unknown> {
  const found = template.findResources('AWS::Scheduler::Schedule', { Properties: { Name: name } });
  const [resource] = Object.values(found);
  return resource?.Properties;
}

/** What the target is called with, and the input of the fleet in it. */
function targetOf(name: string) {
  const target = schedule(name).Target as Record<string, unknown>;
  const call = JSON.parse(String(target.Input));
  return { target, call, input: JSON.parse(call.Input) };
}

describe('a schedule of the configuration', () => {
  test('becomes one of EventBridge for its stop and one for its start, in a group of ours', () => {
    const names = Object.values(template.findResources('AWS::Scheduler::Schedule')).map((it) => it.Properties.Name);
    expect(names.sort()).toEqual(['nap-stop', 'office-hours-start', 'office-hours-stop']);
    template.hasResourceProperties('AWS::Scheduler::ScheduleGroup', { Name: 'eks-scheduler' });
    expect(schedule('office-hours-stop')).toMatchObject({
      GroupName: 'eks-scheduler',
      ScheduleExpression: 'cron(0 20 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
      State: 'ENABLED',
    });
    expect(schedule('office-hours-start')).toMatchObject({ ScheduleExpression: 'cron(0 7 ? * MON-FRI *)' });
  });

  test('that is switched off is there and does not fire', () => {
    expect(schedule('nap-stop')).toMatchObject({ State: 'DISABLED', FlexibleTimeWindow: { Mode: 'OFF' } });
  });

  test('starts the fleet by a name of its own, with its filters and its slot', () => {
    const { target, call, input } = targetOf('office-hours-stop');
    expect(JSON.stringify(target.Arn)).toContain(':scheduler:::aws-sdk:sfn:startExecution');
    expect(call).toMatchObject({
      StateMachineArn: fleetMachineArn,
      Name: 'office-hours-stop-<aws.scheduler.execution-id>',
    });
    expect(input).toEqual({
      action: 'stop',
      clusters: ['shop-*', 'dev'],
      tags: { team: 'web' },
      accounts: ['111122223333'],
      regions: ['eu-west-1'],
      schedule: { name: 'office-hours', scheduledTime: '<aws.scheduler.scheduled-time>' },
    });
  });

  test('lets a start take over from a stop that is still running, and no stop from anything', () => {
    expect(targetOf('office-hours-start').input).toMatchObject({ takeover: true });
    expect(targetOf('office-hours-stop').input).not.toHaveProperty('takeover');
  });

  test('gives an input that the fleet takes', () => {
    for (const name of ['nap-stop', 'office-hours-start', 'office-hours-stop']) {
      const { input } = targetOf(name);
      const arrived = { ...input, schedule: { ...input.schedule, scheduledTime: '2026-11-23T20:00:00Z' } };
      expect(parseFleetInput(arrived)).toEqual(arrived);
    }
  });

  test('is tried for minutes, a start for an hour, and then kept as a dead letter', () => {
    expect(targetOf('office-hours-stop').target.RetryPolicy).toEqual({
      MaximumEventAgeInSeconds: 900,
      MaximumRetryAttempts: 3,
    });
    expect(targetOf('office-hours-start').target.RetryPolicy).toEqual({
      MaximumEventAgeInSeconds: 3600,
      MaximumRetryAttempts: 10,
    });
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
    expect(targetOf('office-hours-stop').target.DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } });
  });
});

test('the role lets nobody in but the schedules of the group', () => {
  template.hasResourceProperties('AWS::IAM::Role', {
    RoleName: 'eks-scheduler-schedules',
    AssumeRolePolicyDocument: {
      Statement: [
        Match.objectLike({
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: { StringEquals: Match.objectLike({ 'aws:SourceArn': Match.anyValue() }) },
        }),
      ],
    },
  });
});

test('a stop that nothing wakes is a warning of the synth', () => {
  const stack = stackWith('[{ name: once, timezone: UTC, stop: 0 20 ? * FRI *, clusters: [a] }]');
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('no schedule starts its clusters again'));
});

test('schedules that overlap are an error of the synth', () => {
  const nights = 'timezone: UTC, stop: 0 20 ? * * *, start: 0 7 ? * * *, clusters: [a]';
  expect(() => stackWith(`[{ name: one, ${nights} }, { name: other, ${nights} }]`)).toThrow(
    /"one" and "other" would both keep a asleep/,
  );
});

test('without any schedule the group and the queue are there', () => {
  const empty = Template.fromStack(stackWith('[]'));
  empty.resourceCountIs('AWS::Scheduler::ScheduleGroup', 1);
  empty.resourceCountIs('AWS::SQS::Queue', 1);
  empty.resourceCountIs('AWS::Scheduler::Schedule', 0);
});
