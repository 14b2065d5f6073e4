import type { SleepSchedule } from '../../src/domain/schedule-overlap.ts';

/** Weekday nights in Berlin, of every cluster. */
export function aSchedule(over: Partial<SleepSchedule> = {}): SleepSchedule {
  return {
    name: 'office-hours',
    timezone: 'Europe/Berlin',
    stop: '0 20 ? * MON-FRI *',
    start: '0 7 ? * MON-FRI *',
    clusters: ['*'],
    accounts: [],
    regions: [],
    flexibleWindowMinutes: 0,
    ...over,
  };
}
