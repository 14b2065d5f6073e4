import { isObject, type Json, type JsonObject } from '../json.ts';
import { checkExit } from './check-exit.ts';
import { withErrorOutput } from './check-expressions.ts';
import { checkNumber, longestSeconds } from './check-numbers.ts';
import type { Diagnostics } from './diagnostics.ts';

const retrierFields = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const catcherFields = ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'];
const longestDelay = 31_622_400;

/** Checks a state's Retry and Catch: their shape, and that States.ALL stands alone and last. */
export function checkErrorHandling(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  for (const [retrier, place] of entriesOf(state, 'Retry', location, diagnostics)) {
    checkRetrier(retrier, place, diagnostics);
  }
  for (const [catcher, place] of entriesOf(state, 'Catch', location, diagnostics)) {
    refuseUnknown(catcher, catcherFields, place, diagnostics);
    if (typeof catcher.Next !== 'string') diagnostics.invalid(place, 'These fields are required: [Next]');
    checkExit(catcher, place, diagnostics, withErrorOutput);
  }
}

function entriesOf(
  state: JsonObject,
  field: 'Retry' | 'Catch',
  location: string,
  diagnostics: Diagnostics,
): readonly (readonly [JsonObject, string])[] {
  const list = state[field];
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    diagnostics.invalid(`${location}/${field}`, 'Expected value of type [ARRAY]');
    return [];
  }
  const entries: (readonly [JsonObject, string])[] = [];
  for (const [index, entry] of (list as readonly Json[]).entries()) {
    const place = `${location}/${field}[${index}]`;
    if (!isObject(entry)) {
      diagnostics.invalid(place, 'Expected value of type [OBJECT]');
      continue;
    }
    checkErrorEquals(entry.ErrorEquals, place, index === list.length - 1, diagnostics);
    entries.push([entry, place]);
  }
  return entries;
}

function checkErrorEquals(names: Json | undefined, place: string, isLast: boolean, diagnostics: Diagnostics): void {
  const location = `${place}/ErrorEquals`;
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    diagnostics.invalid(location, 'ErrorEquals must be a list of at least one error name');
    return;
  }
  if (!names.includes('States.ALL')) return;
  if (names.length > 1) diagnostics.invalid(location, 'States.ALL must appear alone in ErrorEquals');
  if (!isLast) diagnostics.invalid(location, 'States.ALL must appear in the last Retrier or Catcher');
}

function checkRetrier(retrier: JsonObject, place: string, diagnostics: Diagnostics): void {
  refuseUnknown(retrier, retrierFields, place, diagnostics);
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds, JitterStrategy } = retrier;
  const check = (value: Json | undefined, field: string, range: Parameters<typeof checkNumber>[2]): void => {
    if (value !== undefined) checkNumber(value, `${place}/${field}`, range, diagnostics);
  };
  check(IntervalSeconds, 'IntervalSeconds', { from: 1, to: longestSeconds });
  check(MaxAttempts, 'MaxAttempts', { from: 0, to: longestSeconds });
  check(BackoffRate, 'BackoffRate', { from: 1, isReal: true });
  check(MaxDelaySeconds, 'MaxDelaySeconds', { from: 1, to: longestDelay });
  const interval = typeof IntervalSeconds === 'number' ? IntervalSeconds : 1;
  if (typeof MaxDelaySeconds === 'number' && MaxDelaySeconds <= interval) {
    diagnostics.invalid(`${place}/MaxDelaySeconds`, 'MaxDelaySeconds must be greater than IntervalSeconds');
  }
  if (JitterStrategy !== undefined && JitterStrategy !== 'FULL' && JitterStrategy !== 'NONE') {
    diagnostics.invalid(`${place}/JitterStrategy`, 'Value should be one of the following: [FULL, NONE]');
  }
}

function refuseUnknown(entry: JsonObject, known: readonly string[], place: string, diagnostics: Diagnostics): void {
  for (const field of Object.keys(entry)) {
    if (!known.includes(field)) diagnostics.invalid(`${place}/${field}`, `Field '${field}' is not supported`);
  }
}
