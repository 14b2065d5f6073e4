import { z } from 'zod';

/** What a rule listens for, as far as ours say it: for each field of the event the values that it may have. */
export interface EventPattern {
  readonly [field: string]: readonly string[] | EventPattern;
}

/** Refuses prefixes, ranges and the other matchers of EventBridge: one that is read wrongly would fire wrongly. */
export const eventPatternSchema: z.ZodType<EventPattern> = z.lazy(() =>
  z.record(z.string(), z.union([z.array(z.string()).min(1), eventPatternSchema])),
);

export function matchesPattern(event: unknown, pattern: EventPattern): boolean {
  if (typeof event !== 'object' || event === null) return false;
  const fields = event as Readonly<Record<string, unknown>>;
  return Object.entries(pattern).every(([field, wanted]) => {
    const value = fields[field];
    if (!isValues(wanted)) return matchesPattern(value, wanted);
    return typeof value === 'string' && wanted.includes(value);
  });
}

function isValues(wanted: readonly string[] | EventPattern): wanted is readonly string[] {
  return Array.isArray(wanted);
}
