import { z } from 'zod';
import type { DeployedSchedule } from './deployed.ts';
import { isNamed } from './errors-from-aws.ts';
import { type Asker, signedGet } from './signed-get.ts';

/** A schedule as it stands in EventBridge Scheduler: when it fires, and what it starts. */
export interface ScheduleDetail extends DeployedSchedule {
  /** `cron(0 20 ? * MON-FRI *)` */
  readonly expression: string;
  readonly timezone: string;
  /** It may fire so much later; 0 without a window. */
  readonly windowMinutes: number;
  /** The input of the execution that it starts: of the fleet, unless somebody changed it. Null where it is not JSON. */
  readonly input: unknown;
  /** ARN of the queue of what could not be delivered; null where it would be lost. */
  readonly deadLetterArn: string | null;
}

const scheduleAnswer = z.object({
  Name: z.string(),
  State: z.string(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  FlexibleTimeWindow: z
    .object({ MaximumWindowInMinutes: z.number().default(0) })
    .default({ MaximumWindowInMinutes: 0 }),
  Target: z.object({
    Input: z.string().default('{}'),
    DeadLetterConfig: z.object({ Arn: z.string().nullish() }).nullish(),
  }),
});

/**
 * One schedule of the group with all that it says; null where it has gone meanwhile. Asks scheduler:GetSchedule.
 *
 * @throws As `signedGet` does.
 */
export async function scheduleDetail(asker: Asker, name: string): Promise<ScheduleDetail | null> {
  const path = `/schedules/${encodeURIComponent(name)}`;
  const query = { groupName: 'eks-scheduler' };
  try {
    const answer = scheduleAnswer.parse(await signedGet(asker, { action: 'scheduler:GetSchedule', path, query }));
    return {
      name: answer.Name,
      isEnabled: answer.State === 'ENABLED',
      expression: answer.ScheduleExpression,
      timezone: answer.ScheduleExpressionTimezone,
      windowMinutes: answer.FlexibleTimeWindow.MaximumWindowInMinutes,
      input: inputOf(answer.Target.Input),
      deadLetterArn: answer.Target.DeadLetterConfig?.Arn ?? null,
    };
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return null;
    throw error;
  }
}

/** What EventBridge hands to states:StartExecution has the execution's input in it, as text. */
function inputOf(target: string): unknown {
  const { Input } = z.object({ Input: z.string() }).safeParse(jsonIn(target)).data ?? {};
  return Input === undefined ? null : jsonIn(Input);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
