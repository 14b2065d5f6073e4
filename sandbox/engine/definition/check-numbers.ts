import { expressionIn } from '../evaluator.ts';
import type { Json } from '../json.ts';
import { checkTemplate } from './check-expressions.ts';
import type { Diagnostics } from './diagnostics.ts';

export interface NumberRange {
  readonly from: number;
  readonly to?: number;
  /** Fractions are fine. */
  readonly isReal?: boolean;
}

/** The longest time that a definition may name, in seconds. */
export const longestSeconds = 99_999_999;

/** A literal number in its range. */
export function checkNumber(value: Json, location: string, range: NumberRange, diagnostics: Diagnostics): void {
  if (typeof value !== 'number') {
    diagnostics.invalid(location, `Expected value of type [${range.isReal ? 'NUMBER' : 'INTEGER'}]`);
  } else if (!range.isReal && !Number.isInteger(value)) {
    diagnostics.invalid(location, 'Expected value of type [INTEGER]');
  } else if (value < range.from || value > (range.to ?? Number.POSITIVE_INFINITY)) {
    const upTo = range.to === undefined ? '' : ` and at most ${range.to}`;
    diagnostics.invalid(location, `Value should be at least ${range.from}${upTo}, but was ${value}`);
  }
}

/** A literal number in its range, or an expression that gives one when it is evaluated. */
export function checkNumberOrExpression(
  value: Json,
  location: string,
  range: NumberRange,
  diagnostics: Diagnostics,
): void {
  if (typeof value === 'string' && (expressionIn(value) !== null || value.startsWith('{%'))) {
    checkTemplate(value, location, diagnostics);
  } else {
    checkNumber(value, location, range, diagnostics);
  }
}
