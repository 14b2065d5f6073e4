/** One of the six fields of an EventBridge cron expression: what it is called, its bounds, and names for its numbers. */
export interface CronField {
  /** As AWS's documentation calls it. */
  readonly title: string;
  readonly least: number;
  readonly most: number;
  /** `JAN` … in the order of their numbers, from `least` on. */
  readonly names?: readonly string[];
}

/** One thing wrong with a cron expression: a sentence that names the field, what stands there and what may. */
export class CronMistake extends Error {
  override readonly name = 'CronMistake';
}

export function mistakeIn({ title }: CronField, what: string): CronMistake {
  return new CronMistake(`In the ${title}, ${what}.`);
}

/**
 * Reads the numbers of a field: `*`, `5`, `MON`, `1-5`, `0/15`, `1-20/5`, and lists of these with commas.
 *
 * @returns In ascending order, each once.
 * @throws {CronMistake}
 */
export function numbersIn(text: string, field: CronField): readonly number[] {
  const numbers = text.split(',').flatMap((part) => numbersOfPart(part, field));
  return [...new Set(numbers)].sort((one, other) => one - other);
}

function numbersOfPart(part: string, field: CronField): number[] {
  const [range = '', step, ...more] = part.split('/');
  if (more.length > 0) throw mistakeIn(field, `"${part}" has two steps: keep one /`);
  const [first, last] = boundsOf(range, step !== undefined, field);
  const every = step === undefined ? 1 : stepOf(step, part, field);
  const numbers: number[] = [];
  for (let number = first; number <= last; number += every) numbers.push(number);
  return numbers;
}

/** `1/10` goes on to the end of the field, `1` does not. */
function boundsOf(range: string, hasStep: boolean, field: CronField): readonly [number, number] {
  if (range === '*') return [field.least, field.most];
  const [from = '', to, ...more] = range.split('-');
  if (more.length > 0) throw mistakeIn(field, `"${range}" is no range: write two ends, ${shown(field)}`);
  const first = numberOf(from, field);
  if (to === undefined) return [first, hasStep ? field.most : first];
  const last = numberOf(to, field);
  // AWS does not say that a range may go past the end of the week or the year.
  if (last < first) throw mistakeIn(field, `"${range}" runs backwards: write it as two ranges, with a comma`);
  return [first, last];
}

function stepOf(step: string, part: string, field: CronField): number {
  const every = /^\d{1,4}$/.test(step) ? Number(step) : 0;
  const longest = field.most - field.least + 1;
  if (every >= 1 && every <= longest) return every;
  throw mistakeIn(field, `"${part}" has no step that fits: write 1 to ${longest} after the /`);
}

/** @throws {CronMistake} for what is no number of this field, and no name for one. */
export function numberOf(text: string, field: CronField): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return field.least + named;
  const number = /^\d{1,4}$/.test(text) ? Number(text) : -1;
  if (number >= field.least && number <= field.most) return number;
  throw mistakeIn(field, `"${text}" is not among ${shown(field)}`);
}

function shown({ least, most, names }: CronField): string {
  return names ? `${least} to ${most} or ${names[0]} to ${names.at(-1)}` : `${least} to ${most}`;
}
