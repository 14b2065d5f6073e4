import { visibleValue } from '../domain/visible-text.ts';
import { secretIn } from './secret-in.ts';

const longest = 100;
const longestText = 60;
const deepest = 3;

/**
 * A value as a message shows it: about like JSON, on one line, cut to 100 characters. A secret is not shown. It takes the same short time whatever the
 * size and depth of the value, and tells NaN from null.
 */
export function shownValue(value: unknown): string {
  const shown = shownWithin(value, deepest);
  return shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown;
}

function shownWithin(value: unknown, depth: number): string {
  if (typeof value === 'string') return shownText(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  if (depth === 0) return isList ? '[…]' : '{…}';
  const parts: string[] = [];
  let length = 0;
  for (const key in value) {
    if (length > longest) {
      parts.push('…');
      break;
    }
    const shown = shownWithin(Reflect.get(value, key), depth - 1);
    parts.push(isList ? shown : `${shownText(key)}:${shown}`);
    length += parts.at(-1)?.length ?? 0;
  }
  return isList ? `[${parts.join(',')}]` : `{${parts.join(',')}}`;
}

function shownText(text: string): string {
  if (secretIn(text) !== null) return '(not shown)';
  const start = text.slice(0, longestText).replaceAll(/["\\]/g, '\\$&');
  const rest = text.length > longestText ? `…" (${text.length} characters)` : '"';
  return `"${visibleValue(start)}${rest}`;
}

/** A field's path, `drain.budgets`; a key that is no plain word stands in quotes. */
export function shownPath(path: readonly PropertyKey[]): string {
  const steps = path.slice(0, 12).map((step) => (isPlain(step) ? String(step) : shownText(String(step))));
  return [...steps, ...(path.length > 12 ? ['…'] : [])].join('.');
}

function isPlain(step: PropertyKey): boolean {
  if (typeof step === 'number') return true;
  return typeof step === 'string' && /^[\w@/-]{1,60}$/.test(step) && secretIn(step) === null;
}
