import jsonata from 'jsonata';
import type { Clock } from '../clock/clock.ts';
import { QueryFailure } from './failure.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { addedFunctions } from './jsonata-functions.ts';
import type { Random } from './random.ts';

/** What AWS allows one expression: this deep, this long. */
const deepest = 100;
const longestMilliseconds = 5000;

/** Under this name an evaluation carries its guard; no expression can name it. */
const guardName = ' guard';

interface Guard {
  depth: number;
  readonly endsAt: number;
}

/** What an expression may read: `$states`, and the variables of its scope. */
export interface Bindings {
  readonly states: JsonObject;
  readonly variables: Readonly<Record<string, Json>>;
}

/** The text between `{%` and `%}`, or null where the string is no expression. */
export function expressionIn(text: string): string | null {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : null;
}

/** Evaluates what stands between `{%` and `%}`: JSONata 2.0.6 with the functions of Step Functions and the sandbox's clock. */
export class Evaluator {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #compiled = new Map<string, jsonata.Expression>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * A template with every expression in it replaced by its value. Throws QueryFailure, which names the place under `field`.
   */
  async evaluate(template: Json, field: string, bindings: Bindings): Promise<Json> {
    if (typeof template === 'string') {
      const expression = expressionIn(template);
      return expression === null ? template : this.#evaluateExpression(expression, field, bindings);
    }
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries()) {
        items.push(await this.evaluate(item, `${field}[${index}]`, bindings));
      }
      return items;
    }
    if (isObject(template)) {
      const entries: [string, Json][] = [];
      for (const [key, value] of Object.entries(template)) {
        entries.push([key, await this.evaluate(value, `${field}/${key}`, bindings)]);
      }
      return Object.fromEntries(entries);
    }
    return template;
  }

  async #evaluateExpression(expression: string, field: string, bindings: Bindings): Promise<Json> {
    const subject = `The JSONata expression '${expression}' specified for the field '${field}'`;
    let value: unknown;
    try {
      const guard: Guard = { depth: 0, endsAt: performance.now() + longestMilliseconds };
      value = await this.#compile(expression).evaluate(undefined, {
        ...bindings.variables,
        states: bindings.states,
        [guardName]: guard,
      });
    } catch (thrown) {
      throw new QueryFailure(field, `${subject} threw an error during evaluation${reasonOf(thrown)}`);
    }
    if (value === undefined) throw new QueryFailure(field, `${subject} returned nothing (undefined).`);
    const json = asJson(value);
    if (json === undefined) throw new QueryFailure(field, `${subject} returned an unsupported result type.`);
    return json;
  }

  #compile(expression: string): jsonata.Expression {
    const known = this.#compiled.get(expression);
    if (known) return known;
    const compiled = jsonata(expression);
    for (const { name, signature, run } of addedFunctions(this.#random)) {
      compiled.registerFunction(name, run as (...values: unknown[]) => unknown, signature);
    }
    const formatTime = jsonata('$fromMillis($at, $picture, $timezone)');
    compiled.registerFunction('millis', () => this.#clock.now(), '<:n>');
    compiled.registerFunction(
      'now',
      (picture?: string, timezone?: string) =>
        formatTime.evaluate(undefined, { at: this.#clock.now(), picture, timezone }),
      '<s?s?:s>',
    );
    // AWS disables $eval: a call finds no function.
    compiled.assign('eval', undefined);
    guardEvaluation(compiled);
    this.#compiled.set(expression, compiled);
    return compiled;
  }
}

/** Bounds depth and time by JSONata's own hooks: https://docs.jsonata.org/embedding-extending */
function guardEvaluation(compiled: jsonata.Expression): void {
  const hooks = compiled as unknown as { assign(name: symbol, hook: Hook): void };
  type Hook = (node: unknown, input: unknown, environment: { lookup(name: string): unknown }) => void;
  hooks.assign(Symbol.for('jsonata.__evaluate_entry'), (_node, _input, environment) => {
    const guard = environment.lookup(guardName) as Guard;
    guard.depth++;
    if (guard.depth > deepest) {
      const message =
        'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
      throw { message };
    }
    if (performance.now() > guard.endsAt) {
      throw { message: 'Expression evaluation timeout: Check for infinite loop' };
    }
  });
  hooks.assign(Symbol.for('jsonata.__evaluate_exit'), (_node, _input, environment) => {
    (environment.lookup(guardName) as Guard).depth--;
  });
}

function reasonOf(thrown: unknown): string {
  const { code, message } = thrown as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(thrown);
  return typeof code === 'string' ? `. ${code}: ${text}` : `: ${text}`;
}

/**
 * A result as plain JSON: JSONata's sequences become arrays, a number that is not finite becomes its name, as on AWS. Undefined
 * for what JSON has no place for: a function, a regular expression.
 */
function asJson(value: unknown): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => (item === undefined ? null : asJson(item)));
    return items.includes(undefined) ? undefined : (items as Json[]);
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) return undefined;
  const entries: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const json = asJson(member);
    if (json === undefined) return undefined;
    entries.push([key, json]);
  }
  return Object.fromEntries(entries);
}
