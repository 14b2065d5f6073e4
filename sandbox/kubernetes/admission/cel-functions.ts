import { isJsonObject } from '../json-values.ts';
import { CelError } from './cel-tokens.ts';

/** Reads a field; an absent one is an error, as in CEL. */
export function fieldOf(value: unknown, field: string): unknown {
  if (isJsonObject(value) && value[field] !== undefined) return value[field];
  throw new CelError(`no such key: ${field}`);
}

export function itemOf(value: unknown, index: unknown): unknown {
  if (Array.isArray(value) && typeof index === 'number') {
    if (index in value) return value[index];
    throw new CelError(`index out of bounds: ${index}`);
  }
  return fieldOf(value, String(index));
}

export function isIn(item: unknown, collection: unknown): boolean {
  if (Array.isArray(collection)) return collection.includes(item);
  if (isJsonObject(collection)) return collection[String(item)] !== undefined;
  throw new CelError('no such overload: in');
}

export function truth(value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new CelError('no such overload: a boolean is expected');
}

export function sizeOf(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (isJsonObject(value)) return Object.keys(value).length;
  throw new CelError('no such overload: size');
}

export function isBefore(left: unknown, right: unknown): boolean {
  if (typeof left === 'number' && typeof right === 'number') return left < right;
  if (typeof left === 'string' && typeof right === 'string') return left < right;
  throw new CelError('no such overload: _<_');
}

const textMethods: Record<string, (text: string, argument: string) => boolean> = {
  startsWith: (text, argument) => text.startsWith(argument),
  endsWith: (text, argument) => text.endsWith(argument),
  contains: (text, argument) => text.includes(argument),
  matches: (text, argument) => patternOf(argument).test(text),
};

/** CEL's patterns are RE2, which JavaScript's mostly are too. */
function patternOf(source: string): RegExp {
  try {
    return new RegExp(source);
  } catch (error) {
    throw new CelError(`not a pattern: ${source}`, { cause: error });
  }
}

/** Calls `target.name(…)`. */
export function callMethod(target: unknown, name: string, parameters: readonly unknown[]): unknown {
  if (name === 'size' && parameters.length === 0) return sizeOf(target);
  const [argument] = parameters;
  const method = textMethods[name];
  if (!method) throw new CelError(`undeclared reference to '${name}'`);
  if (typeof target !== 'string' || typeof argument !== 'string') throw new CelError(`no such overload: ${name}`);
  return method(target, argument);
}

/** Calls `name(…)`. */
export function callFunction(name: string, parameters: readonly unknown[]): unknown {
  const [argument] = parameters;
  if (name === 'size') return sizeOf(argument);
  if (name === 'string') return String(argument);
  throw new CelError(`undeclared reference to '${name}'`);
}
