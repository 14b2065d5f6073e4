/** SNS takes "less than 100 characters". */
const longest = 99;
const shortestName = 12;

/**
 * A subject as SNS takes it: ASCII on one line. Where it is too long the name in it is cut, because what comes after is what a
 * person has to read on a phone.
 *
 * @param name The name in `text` that may be cut: a cluster's can have a hundred characters.
 */
export function subjectOf(text: string, name = ''): string {
  const whole = inAscii(`EKS Scheduler: ${text}`);
  const over = whole.length - longest;
  const shorter = Math.max(name.length - over - 3, shortestName);
  const fitted = over > 0 && shorter < name.length ? whole.replace(name, `${name.slice(0, shorter)}...`) : whole;
  return fitted.slice(0, longest);
}

function inAscii(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?');
}
