import { nearest } from './nearest.ts';

/** How far a zone's clocks are ahead of UTC, in milliseconds, at an instant (milliseconds since 1970). */
export type OffsetAt = (instant: number) => number;

/**
 * What is wrong with the name of a time zone, as a sentence with the cure; null when nothing is. EventBridge takes the names of the
 * IANA database in their own case, and no offsets such as +02:00.
 */
export function mistakeInTimeZone(name: string): string | null {
  const known = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
  if (known.includes(name) || isAlias(name, known)) return null;
  const [near] = nearest(name, known);
  return near === undefined ? 'Write a time zone, for example Europe/Berlin or UTC.' : `Did you mean ${near}?`;
}

/** An older name, such as US/Eastern: it is not listed, and Intl knows it, in any case of letters. */
function isAlias(name: string, known: readonly string[]): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false;
  if (known.some((it) => it.toLowerCase() === name.toLowerCase())) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @throws {RangeError} for a zone that is not known. */
export function offsetsOf(timeZone: string): OffsetAt {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' });
  const found = new Map<number, number>();
  return (instant) => {
    // Clocks are changed at quarters of an hour UTC and at nothing finer.
    const quarter = Math.floor(instant / quarterMs);
    let offset = found.get(quarter);
    if (offset === undefined) {
      offset = offsetIn(format, quarter * quarterMs);
      found.set(quarter, offset);
    }
    return offset;
  };
}

const quarterMs = 15 * 60_000;

function offsetIn(format: Intl.DateTimeFormat, instant: number): number {
  const name = format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours = '0', minutes = '0'] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
