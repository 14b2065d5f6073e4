import { InvalidArgumentError, Option } from 'commander';

const units: Readonly<Record<string, number>> = { h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** `--since`: a while ago, or an instant. Its value is a Date. */
export function sinceOption(description: string): Option {
  return new Option('--since <time>', description).argParser((text: string) => parseSince(text, new Date()));
}

/**
 * `7d`, `12h`, `2w` before `now`; `2026-11-01` (00:00 UTC) or `2026-11-01T06:00Z`.
 *
 * @throws {InvalidArgumentError} with what to write instead.
 */
export function parseSince(text: string, now: Date): Date {
  const [, count, unit = ''] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (units[unit] ?? 0));
  const isInstant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/.test(text);
  const instant = new Date(isInstant ? text : Number.NaN);
  // JavaScript takes 2026-02-30 for the second of March.
  if (!Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text.slice(0, 10))) return instant;
  throw new InvalidArgumentError('Write a while, 7d, 12h or 2w, or a day or an instant in UTC: 2026-11-01.');
}
