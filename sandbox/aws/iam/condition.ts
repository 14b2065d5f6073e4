import { arnPattern, type Pattern, pattern } from './pattern.ts';

/** What is known about a request besides its action and resource; keys in small letters, as IAM compares them. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

export type Condition = (context: RequestContext) => boolean;

/** The keys that the sandbox gives a value where AWS does. Any other key would silently be absent here and present there. */
const knownKeys = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:requestedregion',
  'aws:resourceaccount',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:tagkeys',
  'dynamodb:leadingkeys',
  'kms:calleraccount',
  'kms:viaservice',
  'sts:externalid',
  'sts:rolesessionname',
]);

interface Operator {
  readonly test: (value: string) => Pattern;
  readonly isNegated?: boolean;
}

const exactly = (text: string): Pattern => ({ text, matches: (value) => value === text });
const anyCase = (text: string): Pattern => ({ text, matches: (value) => value.toLowerCase() === text.toLowerCase() });

const operators: Readonly<Record<string, Operator>> = {
  StringEquals: { test: exactly },
  StringNotEquals: { test: exactly, isNegated: true },
  StringEqualsIgnoreCase: { test: anyCase },
  StringLike: { test: (text) => pattern(text) },
  StringNotLike: { test: (text) => pattern(text), isNegated: true },
  // AWS: ArnEquals and ArnLike behave identically.
  ArnEquals: { test: arnPattern },
  ArnLike: { test: arnPattern },
  ArnNotEquals: { test: arnPattern, isNegated: true },
  ArnNotLike: { test: arnPattern, isNegated: true },
  Bool: { test: anyCase },
};

/**
 * Reads one `Condition` block: operators, keys of one operator, and their values. All must hold; of the values one.
 *
 * @throws {Error} on an operator, key or policy variable that the sandbox does not know: it would be judged wrongly.
 */
export function readConditions(block: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Condition[] {
  return Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => readCondition(operator, key, valuesOf(values))),
  );
}

function readCondition(name: string, key: string, values: readonly string[]): Condition {
  const lowerKey = key.toLowerCase();
  if (!knownKeys.has(lowerKey)) throw new Error(`The sandbox does not know the condition key ${key}.`);
  if (name === 'Null') return (context) => values.some((value) => (value === 'true') === isAbsent(context[lowerKey]));
  const [, quantifier, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = Object.hasOwn(operators, base) ? operators[base] : undefined;
  if (!operator) throw new Error(`The sandbox does not know the condition operator ${name}.`);
  const tests = values.map(operator.test);
  const isNegated = operator.isNegated ?? false;
  const fits = (value: string) => tests.some((test) => test.matches(value)) !== isNegated;
  return (context) => {
    const given = context[lowerKey];
    if (isAbsent(given)) return ifExists !== undefined || quantifier === 'ForAllValues' || (!quantifier && isNegated);
    const all = typeof given === 'string' ? [given] : given;
    return quantifier === 'ForAnyValue' ? all.some(fits) : all.every(fits);
  };
}

function isAbsent(value: RequestContext[string]): value is undefined {
  return value === undefined || (typeof value !== 'string' && value.length === 0);
}

function valuesOf(values: unknown): string[] {
  return [values].flat().map((value) => {
    const text = String(value);
    if (text.includes('${')) throw new Error(`The sandbox does not know policy variables: ${text}.`);
    return text;
  });
}
