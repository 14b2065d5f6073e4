import jsonata from 'jsonata';
import { expressionIn } from '../evaluator.ts';
import { isObject, type Json } from '../json.ts';
import type { Diagnostics } from './diagnostics.ts';

/** What `$states` has at a place. AWS refuses a definition that names anything else of it. */
export type Place = readonly string[];

export const withoutResult: Place = ['input', 'context'];
/** In the Assign and Output of a state that has done something. */
export const withResult: Place = ['input', 'context', 'result'];
/** In the Assign and Output of a catcher. */
export const withErrorOutput: Place = ['input', 'context', 'errorOutput'];

/** A node of JSONata's syntax tree, as far as it is looked at here. */
type Node = Readonly<Record<string, unknown>>;

/** Checks every expression of a template. Plain strings are literals, whatever they look like; the suspicious ones get a warning. */
export function checkTemplate(
  template: Json,
  location: string,
  diagnostics: Diagnostics,
  place: Place = withoutResult,
): void {
  if (typeof template === 'string') {
    checkText(template, location, diagnostics, place);
  } else if (Array.isArray(template)) {
    for (const [index, item] of template.entries()) {
      checkTemplate(item, `${location}[${index}]`, diagnostics, place);
    }
  } else if (isObject(template)) {
    for (const [key, value] of Object.entries(template)) {
      if (key.endsWith('.$')) {
        diagnostics.warning('LOOKS_LIKE_JSONPATH', `${location}/${key}`, `'${key}' is a plain key in a JSONata state`);
      }
      checkTemplate(value, `${location}/${key}`, diagnostics, place);
    }
  }
}

function checkText(text: string, location: string, diagnostics: Diagnostics, place: Place): void {
  const expression = expressionIn(text);
  if (expression !== null) {
    checkExpression(expression, location, diagnostics, place);
  } else if (text.startsWith('{%')) {
    diagnostics.error('INVALID_JSONATA_EXPRESSION', location, "A JSONata expression must end with '%}'");
  } else if (/^States\.[A-Z]\w*\(/.test(text)) {
    diagnostics.warning('LOOKS_LIKE_JSONPATH', location, 'Intrinsic functions are plain text in a JSONata state');
  }
}

function checkExpression(expression: string, location: string, diagnostics: Diagnostics, place: Place): void {
  let tree: Node;
  try {
    tree = jsonata(expression).ast() as unknown as Node;
  } catch (thrown) {
    const { message } = thrown as { message?: unknown };
    diagnostics.error('INVALID_JSONATA_EXPRESSION', location, String(message ?? thrown));
    return;
  }
  for (const name of namesAtTop(tree)) {
    const message = `Reference to '${name}' at the top level is not supported.`;
    diagnostics.error('UNSUPPORTED_JSONATA_EXPRESSION', location, message);
  }
  for (const reference of referencesIn(tree)) {
    if (place.some((name) => reference === `$states.${name}`)) continue;
    const message = `Reference to '${reference}' is not supported.`;
    diagnostics.error('UNSUPPORTED_JSONATA_EXPRESSION', location, message);
  }
}

/** What of a node is evaluated against the same context as the node itself. */
const sameContext = [
  'lhs',
  'rhs',
  'expression',
  'expressions',
  'condition',
  'then',
  'else',
  'arguments',
  'procedure',
  'body',
];

/**
 * The names that an expression reads from a context item. There is none: the input is `$states.input`. Only the first step of a
 * path counts; what follows it, predicates included, reads what the path has found.
 */
function namesAtTop(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesAtTop);
  if (typeof node !== 'object' || node === null) return [];
  const { type, steps, value } = node as Node;
  if (type === 'path' && Array.isArray(steps)) return namesAtTop(steps[0]);
  if (type === 'name') return [String(value)];
  if (type === 'transform') return [];
  return sameContext.flatMap((key) => namesAtTop((node as Node)[key]));
}

/** `$$`, and the members of `$states` that are named anywhere in the expression. */
function referencesIn(node: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(node)) {
    for (const item of node) referencesIn(item, found);
    return found;
  }
  if (typeof node !== 'object' || node === null) return found;
  const { type, steps, value } = node as Node;
  if (type === 'variable' && value === '$') found.add('$$');
  if (type === 'path' && Array.isArray(steps)) {
    const [first, second] = steps as Node[];
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') {
      found.add(`$states.${String(second.value)}`);
    }
  }
  for (const child of Object.values(node)) referencesIn(child, found);
  return found;
}
