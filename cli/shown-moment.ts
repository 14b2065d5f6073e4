/** `2026-11-23 20:07 UTC` */
export function shownMoment(instant: string): string {
  return `${minuteOf(instant)} UTC`;
}

/** `2026-11-23 20:07`, in UTC: for a column whose title says so. */
export function minuteOf(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ');
}

/** `2026-11-24 07:00 Europe/Berlin`: as the clocks there show it. */
export function momentIn(timeZone: string, instant: string): string {
  // Sweden writes dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return `${format.format(new Date(instant))} ${timeZone}`;
}

/** `11 h 4 min`, from two days on `4 days`. Nothing is negative: the clocks of two machines may differ. */
export function longDuration(from: string, to: Date): string {
  const minutes = Math.max(0, Math.floor((to.getTime() - Date.parse(from)) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
