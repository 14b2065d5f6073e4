import { z } from 'zod';
import { occurrences } from '../../src/domain/occurrences.ts';
import type { Clock } from '../clock/clock.ts';
import type { ScheduleDefinition } from '../deployment/read-schedules.ts';
import { ServiceError } from '../service-error.ts';
import { SeededRandom } from './eks/seeded-random.ts';
import type { Iam } from './iam/create-iam.ts';
import { exhaustedBy, type Invocation, inputOf, letterAttributes } from './schedule-invocation.ts';
import { schedulerService } from './scheduler-service.ts';
import type { AwsService } from './wire.ts';

/** What could not be delivered, as it lies in the queue. */
export interface DeadLetter {
  readonly queueArn: string;
  /** The input of the target, its context attributes replaced. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly schedules: readonly ScheduleDefinition[];
  /** @throws {ServiceError} as Step Functions answers it. */
  readonly startExecution: (request: StartRequest) => unknown;
  /** What AWS says where the schedule's role does not allow it, else null. */
  readonly refusalOf: Iam['refusalOf'];
  readonly seed?: number;
}

export interface Scheduler {
  readonly service: AwsService;
  readonly deadLetters: readonly DeadLetter[];
  /** From now on the enabled schedules fire, without end: a simulated clock settles no more. */
  arm(): void;
  /** Fires one schedule now, as for this scheduled time: what EventBridge does when it delivers twice. */
  fire(name: string, scheduledTime: Date): void;
}

interface StartRequest {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

const minuteMs = 60_000;
const yearMs = 366 * 24 * 60 * minuteMs;
/** AWS says of its retries that they back off exponentially, not from where. */
const firstRetryMs = 30_000;

const inputSchema = z.strictObject({ StateMachineArn: z.string(), Name: z.string(), Input: z.string() });

/** EventBridge Scheduler: fires what the template has, retries, and keeps what it cannot deliver. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, schedules, seed = 1 } = options;
  const random = new SeededRandom(seed);
  const deadLetters: DeadLetter[] = [];
  const begin = (schedule: ScheduleDefinition, scheduledAt: number): void => {
    const invocation = { schedule, scheduledAt, begunAt: clock.now(), attempt: 1, executionId: random.hex(16) };
    attempt(invocation, options, random, deadLetters);
  };
  const armFrom = (schedule: ScheduleDefinition, from: number): void => {
    const { cron, timezone, windowMinutes } = schedule;
    const [next] = occurrences(cron, timezone, new Date(from), new Date(from + yearMs));
    if (next === undefined) return;
    const scheduledAt = next.getTime();
    // Within the minute, and within the window where there is one.
    const delay = random.next() % (minuteMs * (windowMinutes + 1));
    clock.at(scheduledAt + delay, () => begin(schedule, scheduledAt));
    clock.at(scheduledAt, () => armFrom(schedule, scheduledAt + 1));
  };
  return {
    service: schedulerService(schedules, clock.now()),
    deadLetters,
    arm: () => {
      for (const schedule of schedules.filter(({ isEnabled }) => isEnabled)) armFrom(schedule, clock.now());
    },
    fire: (name, scheduledTime) => {
      const schedule = schedules.find((it) => it.name === name);
      if (!schedule) throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
      begin(schedule, scheduledTime.getTime());
    },
  };
}

function attempt(
  invocation: Invocation,
  options: SchedulerOptions,
  random: SeededRandom,
  deadLetters: DeadLetter[],
): void {
  const { clock } = options;
  try {
    start(invocation, options);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const wait = firstRetryMs * 2 ** (invocation.attempt - 1);
    const exhausted = exhaustedBy(invocation, clock.now() + wait);
    if (exhausted === null) {
      const next = { ...invocation, attempt: invocation.attempt + 1, executionId: random.hex(16) };
      clock.after(wait, () => attempt(next, options, random, deadLetters));
      return;
    }
    const { deadLetterArn } = invocation.schedule.target;
    // Without the permission the letter is lost, as it would be.
    if (deadLetterArn === null || refusalOf(invocation, options, 'sqs:SendMessage', deadLetterArn) !== null) return;
    const attributes = letterAttributes(invocation, error, exhausted);
    deadLetters.push({ queueArn: deadLetterArn, body: inputOf(invocation), attributes });
  }
}

/** @throws {ServiceError} where Step Functions does not take it, or the role may not. */
function start(invocation: Invocation, options: SchedulerOptions): void {
  const { StateMachineArn, Name, Input } = inputSchema.parse(JSON.parse(inputOf(invocation)));
  const refusal = refusalOf(invocation, options, 'states:StartExecution', StateMachineArn);
  if (refusal !== null) throw new ServiceError('AccessDeniedException', refusal);
  options.startExecution({ stateMachineArn: StateMachineArn, name: Name, input: Input });
}

function refusalOf({ schedule }: Invocation, options: SchedulerOptions, action: string, resource: string) {
  return options.refusalOf({ roleArn: schedule.target.roleArn, session: schedule.name, action, resource });
}
