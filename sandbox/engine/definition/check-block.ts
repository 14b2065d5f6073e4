import { isObject, type Json, type JsonObject } from '../json.ts';
import { assignedNames } from './check-exit.ts';
import { checkState, type QueryLanguage } from './check-state.ts';
import type { Diagnostics } from './diagnostics.ts';
import { edgesOf, variablesAtEntry } from './edges.ts';

/** What holds for all blocks of one machine. */
interface Surroundings {
  readonly language: QueryLanguage;
  /** Names of states so far: they are unique in the whole machine. */
  readonly stateNames: Set<string>;
  /** Variables that are assigned on the way into this block: it may not assign them itself. */
  readonly outerVariables: ReadonlySet<string>;
}

/** Checks states that belong together, their transitions, and the blocks inside them. */
export function checkBlock(
  block: JsonObject,
  location: string,
  surroundings: Surroundings,
  diagnostics: Diagnostics,
): void {
  const { StartAt, States } = block;
  const missing = ['States', 'StartAt'].filter((field) => block[field] === undefined);
  if (missing.length > 0) diagnostics.invalid(location || '/', `These fields are required: [${missing.join(', ')}]`);
  if (StartAt !== undefined && typeof StartAt !== 'string') {
    diagnostics.invalid(`${location}/StartAt`, 'Expected value of type [STRING]');
  }
  if (States === undefined) return;
  if (!isObject(States) || Object.keys(States).length === 0) {
    diagnostics.invalid(`${location}/States`, 'States must hold at least one state');
    return;
  }
  for (const [name, state] of Object.entries(States)) {
    const place = `${location}/States/${name}`;
    checkName(name, place, surroundings, diagnostics);
    checkState(state, place, surroundings.language, diagnostics);
    if (isObject(state)) checkAssignments(state, place, surroundings, diagnostics);
  }
  if (typeof StartAt === 'string') checkTransitions(StartAt, States, location, diagnostics);
  checkInnerBlocks(typeof StartAt === 'string' ? StartAt : '', States, location, surroundings, diagnostics);
}

function checkName(name: string, place: string, surroundings: Surroundings, diagnostics: Diagnostics): void {
  if (name.length > 80) diagnostics.invalid(place, 'The name of a state has at most 80 characters');
  if (surroundings.stateNames.has(name)) {
    diagnostics.error('DUPLICATE_STATE_NAME', place, `Duplicate state name: ${name}`);
  }
  surroundings.stateNames.add(name);
}

function checkTransitions(startAt: string, states: JsonObject, location: string, diagnostics: Diagnostics): void {
  if (!Object.hasOwn(states, startAt)) {
    const message = `Missing 'StartAt' target: ${startAt}`;
    diagnostics.error('MISSING_TRANSITION_TARGET', `${location}/StartAt`, message);
    return;
  }
  const reached = new Set<string>([startAt]);
  for (const name of reached) {
    for (const { field, target } of edgesOf(states[name])) {
      if (Object.hasOwn(states, target)) reached.add(target);
      else {
        const place = `${location}/States/${name}/${field}`;
        const label = field.split('/').at(-1);
        diagnostics.error('MISSING_TRANSITION_TARGET', place, `Missing '${label}' target: ${target}`);
      }
    }
  }
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) {
      const message = `State "${name}" is not reachable.`;
      diagnostics.error('MISSING_TRANSITION_TARGET', `${location}/States/${name}`, message);
    }
  }
  if (![...reached].some((name) => isEnd(states[name]))) {
    diagnostics.error('MISSING_END_STATE', location || '/', 'No reachable state ends the state machine');
  }
}

function isEnd(state: Json | undefined): boolean {
  return isObject(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');
}

function checkInnerBlocks(
  startAt: string,
  states: JsonObject,
  location: string,
  surroundings: Surroundings,
  diagnostics: Diagnostics,
): void {
  const atEntry = variablesAtEntry(startAt, states);
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const outerVariables = new Set([...surroundings.outerVariables, ...(atEntry.get(name) ?? [])]);
    for (const { block, field } of innerBlocks(state)) {
      const place = `${location}/States/${name}/${field}`;
      if (!checkBlockFields(block, field, place, diagnostics)) continue;
      checkBlock(block, place, { ...surroundings, outerVariables }, diagnostics);
    }
  }
}

/** An inner scope may not assign what has been assigned on the way into it. */
function checkAssignments(
  state: JsonObject,
  place: string,
  { outerVariables }: Surroundings,
  diagnostics: Diagnostics,
): void {
  const holders: [where: string, holder: JsonObject][] = [['', state]];
  for (const field of ['Choices', 'Catch']) {
    const entries = state[field];
    if (!Array.isArray(entries)) continue;
    for (const [index, entry] of entries.entries()) holders.push([`/${field}[${index}]`, entry as JsonObject]);
  }
  for (const [where, holder] of holders) {
    for (const variable of assignedNames(holder)) {
      if (!outerVariables.has(variable)) continue;
      const message = `The variable '${variable}' is assigned in an outer scope and cannot be assigned in an inner one`;
      diagnostics.invalid(`${place}${where}/Assign/${variable}`, message);
    }
  }
}

function checkBlockFields(block: Json, field: string, place: string, diagnostics: Diagnostics): block is JsonObject {
  if (!isObject(block)) {
    diagnostics.invalid(place, 'Expected value of type [OBJECT]');
    return false;
  }
  const known = ['StartAt', 'States', 'Comment', ...(field === 'ItemProcessor' ? ['ProcessorConfig'] : [])];
  for (const name of Object.keys(block)) {
    if (!known.includes(name)) diagnostics.invalid(place, `Field '${name}' is not supported`);
  }
  return true;
}

function innerBlocks(state: JsonObject): readonly { readonly block: Json; readonly field: string }[] {
  const { Type, Branches, ItemProcessor } = state;
  if (Type === 'Parallel' && Array.isArray(Branches)) {
    return (Branches as readonly Json[]).map((block, index) => ({ block, field: `Branches[${index}]` }));
  }
  return Type === 'Map' && ItemProcessor !== undefined ? [{ block: ItemProcessor, field: 'ItemProcessor' }] : [];
}
