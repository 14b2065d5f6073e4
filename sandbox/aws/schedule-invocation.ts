import type { ScheduleDefinition } from '../deployment/read-schedules.ts';
import type { ServiceError } from '../service-error.ts';

/** One attempt of a schedule to call its target. Times in milliseconds since 1970. */
export interface Invocation {
  readonly schedule: ScheduleDefinition;
  readonly scheduledAt: number;
  /** The first attempt; with a flexible window it is later than the scheduled time. */
  readonly begunAt: number;
  /** 1 for the first. */
  readonly attempt: number;
  readonly executionId: string;
}

/**
 * The target's input, with the values of this attempt.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
export function inputOf({ schedule, scheduledAt, attempt, executionId }: Invocation): string {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': schedule.arn,
    'scheduled-time': isoSeconds(scheduledAt),
    'execution-id': executionId,
    'attempt-number': String(attempt),
  };
  return schedule.target.input.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole);
}

/** Which limit of its retry policy forbids another attempt at this time; null when none does. */
export function exhaustedBy({ schedule, begunAt, attempt }: Invocation, nextAt: number): string | null {
  const { maximumRetries, maximumAgeSeconds } = schedule.target;
  if (attempt > maximumRetries) return 'MaximumRetryAttempts';
  return nextAt - begunAt > maximumAgeSeconds * 1000 ? 'MaximumEventAgeInSeconds' : null;
}

/**
 * What stands on a dead letter besides its body.
 *
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 */
export function letterAttributes(
  { schedule, scheduledAt, attempt, executionId }: Invocation,
  error: ServiceError,
  exhausted: string,
): Record<string, string> {
  return {
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    EXECUTION_ID: executionId,
    EXHAUSTED_RETRY_CONDITION: exhausted,
    IS_PAYLOAD_TRUNCATED: 'false',
    RETRY_ATTEMPTS: String(attempt - 1),
    SCHEDULED_TIME: isoSeconds(scheduledAt),
    SCHEDULE_ARN: schedule.arn,
    TARGET_ARN: schedule.target.arn,
  };
}

function isoSeconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
