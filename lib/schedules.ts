import { Annotations, Aws, Duration, Stack } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { CfnSchedule, CfnScheduleGroup, ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { checkSchedules } from '../src/config/check-schedules.ts';
import type { FleetInput } from '../src/config/fleet-input.ts';
import type { Configuration, Schedule } from '../src/config/schema.ts';
import type { Action } from '../src/domain/run.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { schedulesRole } from './schedules-role.ts';

interface SchedulesProps {
  readonly configuration: Configuration;
  /** Of the machine that the schedules start. */
  readonly fleetMachineArn: string;
  readonly key: Key;
}

const groupName = 'eks-scheduler';

/**
 * How long EventBridge tries to start the fleet. A stop that late is not worth it; a start that late is better than none. Without
 * these, it would be a day.
 */
const retries: Readonly<Record<Action, { readonly goOnFor: Duration; readonly times: number }>> = {
  stop: { goOnFor: Duration.minutes(15), times: 3 },
  start: { goOnFor: Duration.minutes(60), times: 10 },
};

/** The schedules of the configuration, each as one or two of EventBridge Scheduler that start the fleet. */
export class Schedules extends Construct {
  /** What could not be started; an alarm watches it. */
  readonly deadLetters: Queue;
  readonly #fleetMachineArn: string;
  readonly #roleArn: string;
  readonly #group: CfnScheduleGroup;

  /** @throws {ConfigurationError} for schedules that contradict one another or the exclusions. */
  constructor(scope: Construct, id: string, { configuration, fleetMachineArn, key }: SchedulesProps) {
    super(scope, id);
    const { schedules, deployment } = configuration;
    for (const [index, warning] of checkSchedules(configuration, new Date()).entries()) {
      Annotations.of(this).addWarningV2(`eks-scheduler:schedules-${index}`, warning);
    }
    this.deadLetters = deadLetterQueue(this, 'DeadLetters', key);
    this.#group = new CfnScheduleGroup(this, 'Group', { name: groupName });
    this.#fleetMachineArn = fleetMachineArn;
    this.#roleArn = schedulesRole(this, {
      groupName,
      deadLetters: this.deadLetters,
      key,
      settings: deployment,
    }).roleArn;
    for (const schedule of schedules) {
      if (schedule.stop !== undefined) this.#schedule(schedule, 'stop', schedule.stop);
      if (schedule.start !== undefined) this.#schedule(schedule, 'start', schedule.start);
    }
  }

  #schedule(schedule: Schedule, action: Action, cron: string): void {
    const { name, timezone, enabled, flexibleWindowMinutes } = schedule;
    const { goOnFor, times } = retries[action];
    const made = new CfnSchedule(this, `${name}-${action}`, {
      name: `${name}-${action}`,
      groupName,
      description: `EKS Scheduler: the ${action} of the schedule ${name}`,
      scheduleExpression: `cron(${cron})`,
      scheduleExpressionTimezone: timezone,
      state: enabled ? 'ENABLED' : 'DISABLED',
      flexibleTimeWindow:
        flexibleWindowMinutes === 0
          ? { mode: 'OFF' }
          : { mode: 'FLEXIBLE', maximumWindowInMinutes: flexibleWindowMinutes },
      target: {
        // Not the templated target for Step Functions: that one cannot name the execution.
        arn: `arn:${Aws.PARTITION}:scheduler:::aws-sdk:sfn:startExecution`,
        roleArn: this.#roleArn,
        input: Stack.of(this).toJsonString({
          StateMachineArn: this.#fleetMachineArn,
          Name: `${name}-${action}-${ContextAttribute.executionId}`,
          Input: JSON.stringify(fleetInput(schedule, action)),
        }),
        retryPolicy: { maximumEventAgeInSeconds: goOnFor.toSeconds(), maximumRetryAttempts: times },
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      },
    });
    made.addResourceDependency(this.#group);
  }
}

/** What the fleet is told. The slot is in here, because its time has colons, which the name of an execution must not have. */
function fleetInput({ name, clusters, tags, accounts, regions }: Schedule, action: Action): FleetInput {
  return {
    action,
    ...(clusters ? { clusters } : {}),
    ...(tags ? { tags } : {}),
    ...(accounts.length > 0 ? { accounts } : {}),
    ...(regions.length > 0 ? { regions } : {}),
    // A stop that still runs in the morning must not keep its cluster from waking.
    ...(action === 'start' ? { takeover: true } : {}),
    schedule: { name, scheduledTime: ContextAttribute.scheduledTime },
  };
}
