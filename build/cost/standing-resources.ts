import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What is there, and charged for, whether anything runs or not; and how big the functions are. */
export interface StandingResources {
  readonly keys: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** By the function's name. */
  readonly memoryMb: ReadonlyMap<string, number>;
  /** Calls of functions by the clock. */
  readonly ticksPerMonth: number;
}

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});
const hoursPerMonth = 730;

/** Reads the cloud assembly's template. */
export function standingResources(assemblyDirectory: string): StandingResources {
  const text = readFileSync(join(assemblyDirectory, 'EksScheduler.template.json'), 'utf8');
  const resources = Object.values(templateSchema.parse(JSON.parse(text)).Resources);
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  return {
    keys: ofType('AWS::KMS::Key').length,
    alarms: ofType('AWS::CloudWatch::Alarm').length,
    dashboards: ofType('AWS::CloudWatch::Dashboard').length,
    memoryMb: new Map(
      ofType('AWS::Lambda::Function').map(({ FunctionName, MemorySize }) => [String(FunctionName), Number(MemorySize)]),
    ),
    ticksPerMonth: ofType('AWS::Events::Rule').reduce(
      (sum, { ScheduleExpression }) => sum + ticksOf(ScheduleExpression),
      0,
    ),
  };
}

/** `rate(15 minutes)`; a rule without one waits for events. */
function ticksOf(expression: unknown): number {
  const [, every, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  if (every === undefined) return 0;
  const perHour = { minute: 60, hour: 1, day: 1 / 24 }[unit as 'minute' | 'hour' | 'day'];
  return Math.round((hoursPerMonth * perHour) / Number(every));
}
