import { z } from 'zod';
import { type Cron, parseCron } from '../../src/domain/cron.ts';

/** A schedule of EventBridge Scheduler that starts a state machine. */
export interface ScheduleDefinition {
  readonly name: string;
  readonly group: string;
  readonly arn: string;
  readonly description: string;
  /** As the template has it: `cron(0 20 ? * MON-FRI *)`. */
  readonly expression: string;
  readonly cron: Cron;
  readonly timezone: string;
  readonly isEnabled: boolean;
  /** 0: no flexible window. */
  readonly windowMinutes: number;
  readonly target: ScheduleTarget;
}

export interface ScheduleTarget {
  readonly arn: string;
  readonly roleArn: string;
  /** JSON with context attributes, `<aws.scheduler.scheduled-time>`, to be replaced. */
  readonly input: string;
  readonly maximumAgeSeconds: number;
  /** Attempts after the first. */
  readonly maximumRetries: number;
  /** ARN of the queue for what could not be delivered. */
  readonly deadLetterArn: string | null;
}

interface ResolvedResource {
  readonly name: string;
  readonly arn: string;
  readonly properties: unknown;
}

/** Only what the sandbox does: any other property, target or expression is an error, because it would be ignored. */
const scheduleSchema = z.strictObject({
  Name: z.string(),
  GroupName: z.string(),
  Description: z.string().default(''),
  ScheduleExpression: z.string().regex(/^cron\(.+\)$/),
  ScheduleExpressionTimezone: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']),
  FlexibleTimeWindow: z.discriminatedUnion('Mode', [
    z.strictObject({ Mode: z.literal('OFF') }),
    z.strictObject({ Mode: z.literal('FLEXIBLE'), MaximumWindowInMinutes: z.number() }),
  ]),
  Target: z.strictObject({
    Arn: z.literal('arn:aws:scheduler:::aws-sdk:sfn:startExecution'),
    RoleArn: z.string(),
    Input: z.string(),
    RetryPolicy: z.strictObject({ MaximumEventAgeInSeconds: z.number(), MaximumRetryAttempts: z.number() }),
    DeadLetterConfig: z.strictObject({ Arn: z.string() }).optional(),
  }),
});

export function readSchedules(ofType: (type: string) => readonly ResolvedResource[]): ScheduleDefinition[] {
  return ofType('AWS::Scheduler::Schedule').map(({ arn, properties }) => {
    const { Target, FlexibleTimeWindow, ...schedule } = scheduleSchema.parse(properties);
    return {
      name: schedule.Name,
      group: schedule.GroupName,
      arn,
      description: schedule.Description,
      expression: schedule.ScheduleExpression,
      cron: parseCron(schedule.ScheduleExpression.slice('cron('.length, -1)),
      timezone: schedule.ScheduleExpressionTimezone,
      isEnabled: schedule.State === 'ENABLED',
      windowMinutes: FlexibleTimeWindow.Mode === 'OFF' ? 0 : FlexibleTimeWindow.MaximumWindowInMinutes,
      target: {
        arn: Target.Arn,
        roleArn: Target.RoleArn,
        input: Target.Input,
        maximumAgeSeconds: Target.RetryPolicy.MaximumEventAgeInSeconds,
        maximumRetries: Target.RetryPolicy.MaximumRetryAttempts,
        deadLetterArn: Target.DeadLetterConfig?.Arn ?? null,
      },
    };
  });
}
