import type { z } from 'zod';
import type { Problem } from './problems.ts';
import { shownValue } from './shown-value.ts';

type Words = Pick<Problem, 'what' | 'cure'>;

/** What is wrong with one value, and what to write instead: in words, never in patterns. */
export function describeIssue(issue: z.core.$ZodIssue, value: unknown): Words {
  const shown = shownValue(value);
  switch (issue.code) {
    case 'invalid_value':
      return {
        what: value === undefined ? 'is missing' : `${shown} is not known`,
        cure:
          issue.values.length === 1
            ? `Write ${issue.values.map(String)}.`
            : `Write one of ${issue.values.map(String).join(', ')}.`,
      };
    case 'too_small':
      return { what: `${shown} is too small`, cure: `Write ${issue.minimum} or more${unitOf(issue.origin)}.` };
    case 'too_big':
      return { what: `${shown} is too big`, cure: `Write ${issue.maximum} or less${unitOf(issue.origin)}.` };
    case 'invalid_format':
      // The schema gives the words: a pattern is nothing to show to a person.
      return { what: `${shown} has not the form that is wanted`, cure: issue.message };
    case 'invalid_key':
      return { what: 'is a key that has not the form that is wanted', cure: issue.issues[0]?.message ?? issue.message };
    case 'invalid_type':
      return wrongType(issue.expected, value);
    default:
      // Here, too, the schema gives the words: what to write instead.
      return { what: value === undefined ? 'is missing' : `${shown} will not do`, cure: issue.message };
  }
}

function wrongType(expected: string, value: unknown): Words {
  const wanted = article(expected);
  if (value === undefined) return { what: 'is missing', cure: `Give it: ${wanted}.` };
  return { what: `${shownValue(value)} is not ${wanted}`, cure: `Write ${wanted}${quoting(expected, value)}.` };
}

/** The most frequent mistake of all: quotes too many, or none. */
function quoting(expected: string, value: unknown): string {
  if (expected === 'string') return typeof value === 'number' || typeof value === 'boolean' ? ', in quotes' : '';
  const isQuoted =
    typeof value === 'string' &&
    (expected === 'boolean'
      ? /^(true|false)$/.test(value)
      : ['number', 'int'].includes(expected) && /^-?\d{1,15}$/.test(value));
  return isQuoted ? ', without quotes' : '';
}

function unitOf(origin: string): string {
  const units: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
  return units[origin] ?? '';
}

function article(type: string): string {
  const names: Readonly<Record<string, string>> = {
    string: 'text',
    int: 'a whole number',
    number: 'a number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of keys',
    record: 'a group of keys',
  };
  return names[type] ?? type;
}
