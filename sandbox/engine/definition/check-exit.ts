import { isObject, type JsonObject } from '../json.ts';
import { checkTemplate, type Place, withoutResult } from './check-expressions.ts';
import type { Diagnostics } from './diagnostics.ts';

const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

/** Checks the Assign and Output of a state, a choice rule or a catcher. */
export function checkExit(
  holder: JsonObject,
  location: string,
  diagnostics: Diagnostics,
  place: Place = withoutResult,
): void {
  const { Assign, Output } = holder;
  if (Output !== undefined) checkTemplate(Output, `${location}/Output`, diagnostics, place);
  if (Assign === undefined) return;
  if (!isObject(Assign)) {
    diagnostics.invalid(`${location}/Assign`, 'Expected value of type [OBJECT]');
    return;
  }
  for (const name of Object.keys(Assign)) {
    if (name === 'states') {
      diagnostics.invalid(`${location}/Assign/${name}`, "The variable name 'states' is reserved");
    } else if (!variableName.test(name)) {
      diagnostics.invalid(`${location}/Assign/${name}`, `'${name}' is not a valid variable name`);
    }
  }
  checkTemplate(Assign, `${location}/Assign`, diagnostics, place);
}

/** The variables that an exit assigns. */
export function assignedNames(holder: unknown): readonly string[] {
  return isObject(holder) && isObject(holder.Assign) ? Object.keys(holder.Assign) : [];
}
