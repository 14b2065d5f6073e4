const shape = /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970 of a timestamp as a Wait state takes it: RFC 3339, of which AWS lets the seconds be left out. Null for
 * anything else, a 30th of February included.
 */
export function readTimestamp(text: string): number | null {
  const [, year, month, day, hour, minute, second = '00'] = shape.exec(text) ?? [];
  if (year === undefined) return null;
  const written = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)];
  const date = new Date(Date.UTC(written[0] ?? 0, (written[1] ?? 0) - 1, ...written.slice(2)));
  const understood = [
    date.getUTCFullYear(),
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
  ];
  if (written.some((value, index) => value !== understood[index])) return null;
  return Date.parse(text.toUpperCase());
}
