import { expressionIn } from '../evaluator.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { checkErrorHandling } from './check-error-handling.ts';
import { checkExit } from './check-exit.ts';
import { checkTemplate, withoutResult, withResult } from './check-expressions.ts';
import { checkMap } from './check-map.ts';
import { checkNumberOrExpression, longestSeconds } from './check-numbers.ts';
import { checkTask } from './check-task.ts';
import type { Diagnostics } from './diagnostics.ts';
import {
  isFieldOf,
  isStateType,
  jsonPathFields,
  requiredFields,
  type StateType,
  unsupportedFields,
} from './state-fields.ts';
import { readTimestamp } from './timestamp.ts';

export type QueryLanguage = 'JSONata' | 'JSONPath';

/** Checks one state by itself: its type, its fields and what is in them. The states inside it are checked by checkBlock. */
export function checkState(
  state: Json,
  location: string,
  machineLanguage: QueryLanguage,
  diagnostics: Diagnostics,
): void {
  if (!isObject(state)) {
    diagnostics.invalid(location, 'Expected value of type [OBJECT]');
    return;
  }
  const type = state.Type;
  if (!isStateType(type)) {
    const known = 'Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map';
    diagnostics.invalid(`${location}/Type`, `Value should be one of the following: [${known}]`);
    return;
  }
  if (!checkLanguage(state, location, machineLanguage, diagnostics)) return;
  checkFieldNames(state, type, location, diagnostics);
  if (['Pass', 'Task', 'Wait', 'Parallel', 'Map'].includes(type)) checkTransition(state, location, diagnostics);
  const givesResult = ['Task', 'Parallel', 'Map'].includes(type);
  checkExit(state, location, diagnostics, givesResult ? withResult : withoutResult);
  checkErrorHandling(state, location, diagnostics);
  checkContents[type]?.(state, location, diagnostics);
}

/** What is checked in each type besides what all have. */
const checkContents: Readonly<
  Partial<Record<StateType, (state: JsonObject, location: string, diagnostics: Diagnostics) => void>>
> = {
  Task: checkTask,
  Map: checkMap,
  Choice: checkChoices,
  Wait: checkWait,
  Fail(state, location, diagnostics) {
    for (const field of ['Error', 'Cause']) {
      const value = state[field];
      if (value === undefined) continue;
      if (typeof value !== 'string') diagnostics.invalid(`${location}/${field}`, 'Expected value of type [STRING]');
      checkTemplate(value, `${location}/${field}`, diagnostics);
    }
  },
  Parallel(state, location, diagnostics) {
    if (state.Arguments !== undefined) checkTemplate(state.Arguments, `${location}/Arguments`, diagnostics);
    if (!Array.isArray(state.Branches) || state.Branches.length === 0) {
      diagnostics.invalid(`${location}/Branches`, 'Branches must be a list of at least one branch');
    }
  },
};

/** False where nothing more can be said of the state, because it speaks JSONPath. */
function checkLanguage(
  state: JsonObject,
  location: string,
  machineLanguage: QueryLanguage,
  diagnostics: Diagnostics,
): boolean {
  const own = state.QueryLanguage;
  if (own !== undefined && own !== 'JSONata' && own !== 'JSONPath') {
    const message = 'Value should be one of the following: [JSONPath, JSONata]';
    diagnostics.invalid(`${location}/QueryLanguage`, message);
    return true;
  }
  if ((own ?? machineLanguage) === 'JSONata') return true;
  if (machineLanguage === 'JSONata') {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
    diagnostics.invalid(location, message);
  } else {
    const message = "The state speaks JSONPath; the sandbox runs JSONata alone: set QueryLanguage to 'JSONata'";
    diagnostics.error('NOT_SUPPORTED_BY_SANDBOX', `${location}/QueryLanguage`, message);
  }
  return false;
}

function checkFieldNames(state: JsonObject, type: StateType, location: string, diagnostics: Diagnostics): void {
  const missing = requiredFields(type).filter((field) => state[field] === undefined);
  if (missing.length > 0) diagnostics.invalid(location, `These fields are required: [${missing.join(', ')}]`);
  for (const field of Object.keys(state)) {
    if (isFieldOf(type, field)) continue;
    if (jsonPathFields.has(field)) {
      const message = `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`;
      diagnostics.invalid(location, message);
    } else if (unsupportedFields.has(field)) {
      const message = `The sandbox does not run the field '${field}'`;
      diagnostics.error('NOT_SUPPORTED_BY_SANDBOX', `${location}/${field}`, message);
    } else {
      diagnostics.invalid(`${location}/${field}`, `Field '${field}' is not supported`);
    }
  }
}

function checkTransition(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const { Next, End } = state;
  if (Next !== undefined && typeof Next !== 'string') {
    diagnostics.invalid(`${location}/Next`, 'Expected value of type [STRING]');
  }
  if (End !== undefined && typeof End !== 'boolean') {
    diagnostics.invalid(`${location}/End`, 'Expected value of type [BOOLEAN]');
  }
  const count = (Next === undefined ? 0 : 1) + (End === true ? 1 : 0);
  if (count !== 1) diagnostics.invalid(location, "A state needs exactly one of 'Next' and 'End: true'");
}

function checkChoices(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const { Choices, Default } = state;
  if (Default !== undefined && typeof Default !== 'string') {
    diagnostics.invalid(`${location}/Default`, 'Expected value of type [STRING]');
  }
  if (Choices === undefined) return;
  if (!Array.isArray(Choices) || Choices.length === 0) {
    diagnostics.invalid(`${location}/Choices`, 'Choices must be a list of at least one rule');
    return;
  }
  for (const [index, rule] of (Choices as readonly Json[]).entries()) {
    checkRule(rule, `${location}/Choices[${index}]`, diagnostics);
  }
}

function checkRule(rule: Json, place: string, diagnostics: Diagnostics): void {
  if (!isObject(rule)) {
    diagnostics.invalid(place, 'Expected value of type [OBJECT]');
    return;
  }
  for (const field of Object.keys(rule)) {
    if (!['Condition', 'Next', 'Assign', 'Output', 'Comment'].includes(field)) {
      diagnostics.invalid(`${place}/${field}`, `Field '${field}' is not supported`);
    }
  }
  const missing = ['Condition', 'Next'].filter((field) => rule[field] === undefined);
  if (missing.length > 0) diagnostics.invalid(place, `These fields are required: [${missing.join(', ')}]`);
  const { Condition } = rule;
  if (Condition !== undefined) {
    const isExpression = typeof Condition === 'string' && Condition.startsWith('{%');
    if (typeof Condition !== 'boolean' && !isExpression) {
      diagnostics.invalid(`${place}/Condition`, 'Condition must be a JSONata expression or a boolean');
    }
    checkTemplate(Condition, `${place}/Condition`, diagnostics);
  }
  checkExit(rule, place, diagnostics);
}

function checkWait(state: JsonObject, location: string, diagnostics: Diagnostics): void {
  const { Seconds, Timestamp } = state;
  if ((Seconds === undefined) === (Timestamp === undefined)) {
    diagnostics.invalid(location, "A Wait state needs exactly one of 'Seconds' and 'Timestamp'");
  }
  if (Seconds !== undefined) {
    checkNumberOrExpression(Seconds, `${location}/Seconds`, { from: 0, to: longestSeconds }, diagnostics);
  }
  if (Timestamp === undefined) return;
  if (typeof Timestamp !== 'string' || (expressionIn(Timestamp) === null && readTimestamp(Timestamp) === null)) {
    diagnostics.invalid(`${location}/Timestamp`, 'Expected an RFC3339 timestamp, such as 2026-11-23T06:00:00Z');
  } else {
    checkTemplate(Timestamp, `${location}/Timestamp`, diagnostics);
  }
}
