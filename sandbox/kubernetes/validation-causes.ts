import { isJsonObject, type JsonObject } from './json-values.ts';
import type { KubeObject } from './objects.ts';

/** One thing that is wrong with an object, as a Status tells it. */
export interface Cause {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate';
  readonly field: string;
  readonly message: string;
}

/** What is wrong with an object; `old` is what it replaces. */
export type Check = (object: KubeObject, old: KubeObject | undefined) => readonly Cause[];

export function invalidValue(field: string, value: unknown, why: string): Cause {
  const shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return { reason: 'FieldValueInvalid', field, message: `Invalid value: ${shown}: ${why}` };
}

export function unsupported(field: string, value: unknown, supported: readonly string[]): Cause {
  const list = supported.map((item) => `"${item}"`).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
  };
}

export function eachIn(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function required(field: string, why = ''): Cause {
  return { reason: 'FieldValueRequired', field, message: why ? `Required value: ${why}` : 'Required value' };
}
