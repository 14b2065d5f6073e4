import { isObject, type JsonObject } from '../json.ts';
import { checkTemplate, type Place } from './check-expressions.ts';
import type { Diagnostics } from './diagnostics.ts';

const variableName = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

/** Checks the Assign and Output of a state, a choice rule or a catcher. */
export function checkExit(holder: JsonObject, location: string, diagnostics: Diagnostics, place: Place = {}): void {
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

/** The names that a state may assign, in whichever way it is left. */
export function assignedNames(state: JsonObject): readonly (readonly [name: string, location: string])[] {
  const names: (readonly [string, string])[] = [];
  const collect = (holder: unknown, location: string): void => {
    if (!isObject(holder) || !isObject(holder.Assign)) return;
    for (const name of Object.keys(holder.Assign)) names.push([name, `${location}/Assign/${name}`]);
  };
  collect(state, '');
  for (const field of ['Choices', 'Catch']) {
    const entries = state[field];
    if (Array.isArray(entries)) {
      for (const [index, entry] of entries.entries()) collect(entry, `/${field}[${index}]`);
    }
  }
  return names;
}
