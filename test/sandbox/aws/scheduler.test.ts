import { describe, expect, test } from '@jest/globals';
import { createScheduler, type SchedulerOptions } from '../../../sandbox/aws/scheduler.ts';
import { letPass } from '../../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import type { ScheduleDefinition } from '../../../sandbox/deployment/read-schedules.ts';
import { ServiceError } from '../../../sandbox/service-error.ts';
import { parseCron } from '../../../src/domain/cron.ts';
import { anEndpoint } from './an-endpoint.ts';

const machine = 'arn:aws:states:eu-west-1:111122223333:stateMachine:eks-scheduler-fleet';
const hourMs = 3_600_000;

interface ScheduleOverrides extends Partial<Omit<ScheduleDefinition, 'target' | 'cron'>> {
  readonly cron?: string;
  readonly target?: Partial<ScheduleDefinition['target']>;
}

/** Weekday evenings in Berlin. */
function aSchedule({ cron = '0 20 ? * MON-FRI *', target, ...over }: ScheduleOverrides = {}): ScheduleDefinition {
  return {
    name: 'nights-stop',
    group: 'eks-scheduler',
    arn: 'arn:aws:scheduler:eu-west-1:111122223333:schedule/eks-scheduler/nights-stop',
    description: 'The stop of nights',
    expression: `cron(${cron})`,
    cron: parseCron(cron),
    timezone: 'Europe/Berlin',
    isEnabled: true,
    windowMinutes: 0,
    ...over,
    target: {
      arn: 'arn:aws:scheduler:::aws-sdk:sfn:startExecution',
      roleArn: 'arn:aws:iam::111122223333:role/eks-scheduler-schedules',
      input: JSON.stringify({
        StateMachineArn: machine,
        Name: 'nights-stop-<aws.scheduler.execution-id>',
        Input: JSON.stringify({ at: '<aws.scheduler.scheduled-time>', attempt: '<aws.scheduler.attempt-number>' }),
      }),
      maximumAgeSeconds: 900,
      maximumRetries: 3,
      deadLetterArn: 'arn:aws:sqs:eu-west-1:111122223333:dead-letters',
      ...target,
    },
  };
}

interface Start {
  readonly name: string;
  readonly at: Date;
  readonly input: Readonly<Record<string, string>>;
}

/** A scheduler, from a Friday noon on where nothing else is said, and what it has started. `fails` says which attempts Step Functions refuses. */
function aScheduler(
  schedules: readonly ScheduleDefinition[],
  {
    fails = () => false,
    from = '2026-10-23T12:00:00Z',
    ...over
  }: Partial<SchedulerOptions> & { fails?: (attempt: number) => boolean; from?: string } = {},
) {
  const clock = new SimulatedClock(new Date(from));
  const starts: Start[] = [];
  let attempt = 0;
  const scheduler = createScheduler({
    clock,
    schedules,
    refusalOf: () => null,
    startExecution: ({ stateMachineArn, name, input }) => {
      attempt += 1;
      if (fails(attempt)) throw new ServiceError('ThrottlingException', 'Rate exceeded');
      expect(stateMachineArn).toBe(machine);
      starts.push({ name, at: new Date(clock.now()), input: JSON.parse(input) });
    },
    ...over,
  });
  return { clock, scheduler, starts };
}

describe('an armed schedule', () => {
  test('fires in the minute of each of its times, also when the clocks change', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule()]);
    scheduler.arm();
    await letPass(clock, 96 * hourMs);
    clock.stop();

    expect(starts.map(({ input }) => input.at)).toEqual(['2026-10-23T18:00:00Z', '2026-10-26T19:00:00Z']);
    for (const { at, input } of starts) {
      const late = at.getTime() - new Date(input.at ?? '').getTime();
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThan(60_000);
    }
  });

  test('gives each invocation an id, and the first one the number 1', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule()]);
    scheduler.arm();
    await letPass(clock, 96 * hourMs);
    clock.stop();

    expect(new Set(starts.map(({ name }) => name)).size).toBe(2);
    expect(starts[0]).toMatchObject({
      name: expect.stringMatching(/^nights-stop-[0-9a-f]{16}$/),
      input: { attempt: '1' },
    });
  });

  test('fires within its flexible window, and at the same moment for the same seed', async () => {
    const firedAt = async (seed: number) => {
      const { clock, scheduler, starts } = aScheduler([aSchedule({ windowMinutes: 60 })], { seed });
      scheduler.arm();
      await letPass(clock, 12 * hourMs);
      clock.stop();
      return starts[0]?.at.toISOString() ?? '';
    };
    const [one, again, other] = [await firedAt(7), await firedAt(7), await firedAt(8)];
    expect(one).toBe(again);
    expect(one).not.toBe(other);
    expect(one > '2026-10-23T18:00:00Z' && one < '2026-10-23T19:01:00Z').toBe(true);
  });

  test('does not fire while it is disabled, and none fires before it is armed', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule({ isEnabled: false })]);
    scheduler.arm();
    const unarmed = aScheduler([aSchedule()]);
    await Promise.all([letPass(clock, 96 * hourMs), letPass(unarmed.clock, 96 * hourMs)]);

    expect([starts, unarmed.starts]).toEqual([[], []]);
  });
});

describe('around a change of the clocks', () => {
  // A time that comes twice fires once, at the first; one that does not exist does not fire.
  test.each([
    ['Europe/Berlin', 'autumn', '30 2', '2026-10-24', ['10-24 18:00', '10-25 00:30', '10-25 19:00', '10-26 01:30']],
    ['Europe/Berlin', 'spring', '30 2', '2027-03-27', ['03-27 19:00', '03-28 18:00', '03-29 00:30']],
    ['America/New_York', 'autumn', '30 1', '2026-10-31', ['11-01 00:00', '11-01 05:30', '11-02 01:00', '11-02 06:30']],
    ['America/New_York', 'spring', '30 2', '2027-03-13', ['03-14 01:00', '03-15 00:00', '03-15 06:30']],
  ])(
    'in %s in %s an evening keeps its hour, and %s at night fires once or not at all',
    async (timezone, _season, night, day, expected) => {
      const crons = { evening: '0 20 * * ? *', night: `${night} * * ? *` };
      const schedules = Object.entries(crons).map(([name, cron]) => aSchedule({ name, cron, timezone }));
      const { clock, scheduler, starts } = aScheduler(schedules, { from: `${day}T12:00:00Z` });
      scheduler.arm();
      await letPass(clock, 48 * hourMs);
      clock.stop();

      expect(starts.map(({ input }) => input.at?.slice(5, 16).replace('T', ' '))).toEqual(expected);
      for (const { at, input } of starts) {
        const lateMs = at.getTime() - new Date(input.at ?? '').getTime();
        expect(lateMs >= 0 && lateMs < 60_000).toBe(true);
      }
    },
  );
});

describe('an invocation that fails', () => {
  test('is repeated with pauses that grow', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule()], { fails: (attempt) => attempt < 3 });
    scheduler.fire('nights-stop', new Date(clock.now()));
    await clock.settled();

    expect(starts).toMatchObject([{ at: new Date('2026-10-23T12:01:30Z'), input: { attempt: '3' } }]);
    expect(scheduler.deadLetters).toEqual([]);
  });

  test('is a dead letter when its attempts are used up', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule()], { fails: () => true });
    scheduler.fire('nights-stop', new Date(clock.now()));
    await clock.settled();

    expect(starts).toEqual([]);
    expect(scheduler.deadLetters).toMatchObject([
      {
        queueArn: 'arn:aws:sqs:eu-west-1:111122223333:dead-letters',
        attributes: {
          ERROR_CODE: 'ThrottlingException',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          RETRY_ATTEMPTS: '3',
          SCHEDULED_TIME: '2026-10-23T12:00:00Z',
        },
      },
    ]);
  });

  test('is a dead letter when it is too old', async () => {
    const schedule = aSchedule({ target: { maximumAgeSeconds: 60 } });
    const { clock, scheduler } = aScheduler([schedule], { fails: () => true });
    scheduler.fire('nights-stop', new Date(clock.now()));
    await clock.settled();

    const [letter] = scheduler.deadLetters;
    expect(letter?.attributes).toMatchObject({
      EXHAUSTED_RETRY_CONDITION: 'MaximumEventAgeInSeconds',
      RETRY_ATTEMPTS: '1',
    });
  });

  test('for want of a permission says so', async () => {
    const { clock, scheduler, starts } = aScheduler([aSchedule()], {
      refusalOf: ({ action, session }) => (action === 'states:StartExecution' ? `${session} may not` : null),
    });
    scheduler.fire('nights-stop', new Date(clock.now()));
    await clock.settled();

    expect(starts).toEqual([]);
    const [letter] = scheduler.deadLetters;
    expect(letter?.attributes).toMatchObject({
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: 'nights-stop may not',
    });
  });
});

test('schedules are listed and described as EventBridge Scheduler does it', async () => {
  const { scheduler } = aScheduler([aSchedule(), aSchedule({ name: 'nap-stop', isEnabled: false })]);
  const { server } = await anEndpoint({ services: [scheduler.service] });
  const get = async (path: string) => (await (await fetch(`${server.url}${path}`)).json()) as Record<string, unknown>;
  try {
    const { NextToken, Schedules } = await get('/schedules?ScheduleGroup=eks-scheduler&MaxResults=1');
    expect(Schedules).toMatchObject([{ Name: 'nights-stop', State: 'ENABLED' }]);
    expect(await get(`/schedules?MaxResults=1&NextToken=${NextToken}`)).toMatchObject({
      Schedules: [{ Name: 'nap-stop' }],
    });
    expect(await get('/schedules?State=DISABLED')).toMatchObject({ Schedules: [{ Name: 'nap-stop' }] });
    expect(await get('/schedules/nights-stop?groupName=eks-scheduler')).toMatchObject({
      ScheduleExpression: 'cron(0 20 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: { RetryPolicy: { MaximumRetryAttempts: 3 } },
    });
    expect(await get('/schedules/nights-stop')).toMatchObject({ message: 'Schedule nights-stop does not exist.' });
    expect(await get('/schedule-groups')).toMatchObject({
      ScheduleGroups: [{ Name: 'eks-scheduler', Arn: expect.stringContaining(':schedule-group/eks-scheduler') }],
    });
  } finally {
    await server.close();
  }
});
