import { type Token, tokenize } from './cel-tokens.ts';

/** What a match condition can look at, of a request that has not happened yet. Null where it is not known beforehand. */
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly username: string | null;
  readonly groups: readonly string[];
}

/**
 * Says whether a webhook's match condition may be true for a request. Knows the forms that conditions usually have (`!`, `&&`,
 * `||`, `==`, `!=`, `in`, `?:`, parentheses, lists, `startsWith`, `endsWith`, `contains`, fields of `request` and the names in
 * `object` and `oldObject`). Whatever else it meets counts as unknown, and unknown may be true. Never throws.
 *
 * https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#matching-requests-matchconditions
 */
export function mayMatch(expression: string, request: AdmissionRequest): boolean {
  const tokens = tokenize(expression);
  if (!tokens) return true;
  const reader: Reader = { tokens, at: 0, names: namesOf(request), isBroken: false };
  const value = conditional(reader);
  const isWhole = !reader.isBroken && reader.at === tokens.length;
  return !isWhole || value !== false;
}

const unknown = Symbol('unknown');
type Tree = { readonly [name: string]: Value };
type Value = boolean | string | readonly Value[] | Tree | typeof unknown;

/** Evaluates while it reads. `isBroken` once something was met that it cannot read: the whole is unknown then. */
interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  readonly names: Tree;
  isBroken: boolean;
}

function namesOf(request: AdmissionRequest): Tree {
  const metadata = { metadata: { namespace: request.namespace } };
  return {
    request: {
      operation: request.operation,
      resource: { group: request.group, version: request.version, resource: request.resource },
      requestResource: { group: request.group, version: request.version, resource: request.resource },
      subResource: request.subresource,
      requestSubResource: request.subresource,
      // The kind of a subresource's body (Binding, Eviction, …) differs from the resource's own.
      ...(request.subresource === '' ? { kind: { kind: request.kind, version: request.version } } : {}),
      ...(request.namespace === '' ? {} : { namespace: request.namespace }),
      userInfo: { username: request.username ?? unknown, groups: [...request.groups] },
    },
    // Absent on one side, CEL raises an error, which is no `false`.
    ...(request.operation !== 'DELETE' && request.namespace !== '' ? { object: metadata } : {}),
    ...(request.operation !== 'CREATE' && request.namespace !== '' ? { oldObject: metadata } : {}),
  };
}

function conditional(reader: Reader): Value {
  const condition = anyOf(reader);
  if (!take(reader, '?')) return condition;
  const whenTrue = conditional(reader);
  expect(reader, ':');
  const whenFalse = conditional(reader);
  if (condition === true) return whenTrue;
  if (condition === false) return whenFalse;
  return whenTrue === whenFalse ? whenTrue : unknown;
}

function anyOf(reader: Reader): Value {
  let value = allOf(reader);
  while (take(reader, '||')) {
    const right = allOf(reader);
    // As in CEL, one side that is true decides, even where the other is an error.
    value = value === true || right === true ? true : value === false && right === false ? false : unknown;
  }
  return value;
}

function allOf(reader: Reader): Value {
  let value = relation(reader);
  while (take(reader, '&&')) {
    const right = relation(reader);
    value = value === false || right === false ? false : value === true && right === true ? true : unknown;
  }
  return value;
}

function relation(reader: Reader): Value {
  let value = arithmetic(reader);
  for (;;) {
    const operator = takeOne(reader, ['==', '!=', 'in', '<=', '>=', '<', '>']);
    if (operator === null) return value;
    value = compare(operator, value, arithmetic(reader));
  }
}

function compare(operator: string, left: Value, right: Value): Value {
  if (operator === 'in') return isIn(left, right);
  if (operator !== '==' && operator !== '!=') return unknown;
  if (!isPlain(left) || !isPlain(right)) return unknown;
  return (left === right) === (operator === '==');
}

function isIn(value: Value, list: Value): Value {
  if (!Array.isArray(list) || !isPlain(value)) return unknown;
  if (list.includes(value)) return true;
  return list.every(isPlain) ? false : unknown;
}

function isPlain(value: Value): value is string | boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function arithmetic(reader: Reader): Value {
  let value = negation(reader);
  while (takeOne(reader, ['+', '-', '*', '/', '%']) !== null) {
    negation(reader);
    value = unknown;
  }
  return value;
}

function negation(reader: Reader): Value {
  if (take(reader, '!')) {
    const value = negation(reader);
    return typeof value === 'boolean' ? !value : unknown;
  }
  if (take(reader, '-')) {
    negation(reader);
    return unknown;
  }
  return member(reader);
}

function member(reader: Reader): Value {
  let value = primary(reader);
  while (!reader.isBroken) {
    if (take(reader, '.')) value = fieldOrCall(reader, value);
    else if (take(reader, '[')) {
      conditional(reader);
      expect(reader, ']');
      value = unknown;
    } else return value;
  }
  return unknown;
}

function fieldOrCall(reader: Reader, target: Value): Value {
  const name = next(reader);
  if (name?.kind !== 'name') return broken(reader);
  if (take(reader, '(')) return call(name.text, target, list(reader, ')'));
  return field(target, name.text);
}

function field(target: Value, name: string): Value {
  if (typeof target !== 'object' || Array.isArray(target)) return unknown;
  const tree = target as Tree;
  return Object.hasOwn(tree, name) ? (tree[name] ?? unknown) : unknown;
}

function call(name: string, target: Value, parameters: readonly Value[]): Value {
  const [text] = parameters;
  if (typeof target !== 'string' || typeof text !== 'string') return unknown;
  if (name === 'startsWith') return target.startsWith(text);
  if (name === 'endsWith') return target.endsWith(text);
  if (name === 'contains') return target.includes(text);
  return unknown;
}

function primary(reader: Reader): Value {
  const token = next(reader);
  if (!token) return broken(reader);
  if (token.kind === 'text') return token.text;
  if (token.kind === 'number' || token.kind === 'odd-text') return unknown;
  if (token.kind === 'name') return named(reader, token.text);
  if (token.text === '[') return list(reader, ']');
  if (token.text !== '(') return broken(reader);
  const value = conditional(reader);
  expect(reader, ')');
  return value;
}

function named(reader: Reader, name: string): Value {
  if (name === 'true' || name === 'false') return name === 'true';
  if (take(reader, '(')) {
    list(reader, ')');
    return unknown;
  }
  return field(reader.names, name);
}

function list(reader: Reader, end: string): readonly Value[] {
  const values: Value[] = [];
  if (take(reader, end)) return values;
  do values.push(conditional(reader));
  while (take(reader, ',') && !reader.isBroken);
  expect(reader, end);
  return values;
}

function next(reader: Reader): Token | undefined {
  const token = reader.tokens[reader.at];
  reader.at += 1;
  return token;
}

function take(reader: Reader, text: string): boolean {
  return takeOne(reader, [text]) !== null;
}

function takeOne(reader: Reader, texts: readonly string[]): string | null {
  const token = reader.tokens[reader.at];
  // A quoted text that reads `in` is no operator.
  if (!token || token.kind === 'text' || token.kind === 'odd-text' || !texts.includes(token.text)) return null;
  reader.at += 1;
  return token.text;
}

function expect(reader: Reader, text: string): void {
  if (!take(reader, text)) reader.isBroken = true;
}

function broken(reader: Reader): Value {
  reader.isBroken = true;
  return unknown;
}
