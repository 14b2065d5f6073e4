import { equalJson } from '../json-values.ts';
import { callFunction, callMethod, fieldOf, isBefore, isIn, itemOf, truth } from './cel-functions.ts';
import { CelError, type Token, tokenize } from './cel-tokens.ts';

type Scope = Readonly<Record<string, unknown>>;
type Term = (scope: Scope) => unknown;

/**
 * Reads an expression of the Common Expression Language as match conditions use it: literals, lists, fields, `!`, `&&`, `||`,
 * `? :`, comparisons, `in`, `has`, `exists`, `all`, and the usual functions on texts. Evaluating it needs the variables.
 *
 * @throws {CelError} for what it does not understand, here or when the answer is evaluated.
 */
export function parseCel(expression: string): (variables: Scope) => unknown {
  const parser = new Parser(tokenize(expression));
  return parser.whole();
}

/** `&&` and `||` are indifferent to the order: an error on one side is forgotten when the other side decides. */
function decide(left: Term, right: Term, deciding: boolean): Term {
  return (scope) => {
    let failure: unknown;
    for (const side of [left, right]) {
      try {
        if (truth(side(scope)) === deciding) return deciding;
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

const comparisons: Record<string, (left: unknown, right: unknown) => boolean> = {
  '==': equalJson,
  '!=': (left, right) => !equalJson(left, right),
  '<': isBefore,
  '>': (left, right) => isBefore(right, left),
  '<=': (left, right) => !isBefore(right, left),
  '>=': (left, right) => !isBefore(left, right),
  in: isIn,
};

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Term {
    const term = this.#conditional();
    if (this.#token().type !== 'end') throw new CelError(`unexpected '${this.#token().value}'`);
    return term;
  }

  #token(): Token {
    return this.#tokens[this.#position] ?? { type: 'end', value: '' };
  }

  #take(): Token {
    const token = this.#token();
    this.#position++;
    return token;
  }

  #accept(value: string): boolean {
    const token = this.#token();
    if (token.type === 'text' || token.value !== value) return false;
    this.#position++;
    return true;
  }

  #expect(value: string): void {
    if (!this.#accept(value)) throw new CelError(`expected '${value}' but found '${this.#token().value}'`);
  }

  #conditional(): Term {
    const condition = this.#or();
    if (!this.#accept('?')) return condition;
    const whenTrue = this.#conditional();
    this.#expect(':');
    const whenFalse = this.#conditional();
    return (scope) => (truth(condition(scope)) ? whenTrue(scope) : whenFalse(scope));
  }

  #or(): Term {
    let term = this.#and();
    while (this.#accept('||')) term = decide(term, this.#and(), true);
    return term;
  }

  #and(): Term {
    let term = this.#comparison();
    while (this.#accept('&&')) term = decide(term, this.#comparison(), false);
    return term;
  }

  #comparison(): Term {
    const left = this.#unary();
    const sign = String(this.#token().value);
    const compare = this.#token().type === 'text' ? undefined : comparisons[sign];
    if (!compare) return left;
    this.#take();
    const right = this.#unary();
    return (scope) => compare(left(scope), right(scope));
  }

  #unary(): Term {
    if (this.#accept('!')) {
      const operand = this.#unary();
      return (scope) => !truth(operand(scope));
    }
    return this.#member();
  }

  #member(): Term {
    let term = this.#primary();
    for (;;) {
      if (this.#accept('.')) term = this.#afterDot(term);
      else if (this.#accept('[')) term = this.#index(term);
      else return term;
    }
  }

  #index(collection: Term): Term {
    const index = this.#conditional();
    this.#expect(']');
    return (scope) => itemOf(collection(scope), index(scope));
  }

  #afterDot(target: Term): Term {
    const { type, value: name } = this.#take();
    if (type !== 'name') throw new CelError(`unexpected '${name}' after '.'`);
    if (!this.#accept('(')) return (scope) => fieldOf(target(scope), name);
    if (name === 'exists' || name === 'all') return this.#quantifier(target, name);
    const parameters = this.#listUntil(')');
    return (scope) =>
      callMethod(
        target(scope),
        name,
        parameters.map((parameter) => parameter(scope)),
      );
  }

  /** `list.exists(x, condition)`, `list.all(x, condition)`. */
  #quantifier(target: Term, name: 'exists' | 'all'): Term {
    const variable = String(this.#take().value);
    this.#expect(',');
    const condition = this.#conditional();
    this.#expect(')');
    return (scope) => {
      const value = target(scope);
      const items = Array.isArray(value) ? value : Object.keys(Object(value));
      const holds = (item: unknown) => truth(condition({ ...scope, [variable]: item }));
      return name === 'exists' ? items.some(holds) : items.every(holds);
    };
  }

  #primary(): Term {
    const token = this.#take();
    if (token.type === 'text' || token.type === 'number') return () => token.value;
    if (token.value === '(') {
      const inner = this.#conditional();
      this.#expect(')');
      return inner;
    }
    if (token.value === '[') {
      const items = this.#listUntil(']');
      return (scope) => items.map((item) => item(scope));
    }
    if (token.type === 'name') return this.#named(token.value);
    throw new CelError(`unexpected '${token.value}'`);
  }

  #named(name: string): Term {
    if (name === 'true' || name === 'false') return () => name === 'true';
    if (name === 'null') return () => null;
    if (!this.#accept('(')) return (scope) => fieldOf(scope, name);
    const parameters = this.#listUntil(')');
    if (name === 'has') return hasField(parameters[0]);
    return (scope) =>
      callFunction(
        name,
        parameters.map((parameter) => parameter(scope)),
      );
  }

  #listUntil(end: string): Term[] {
    const items: Term[] = [];
    while (!this.#accept(end)) {
      items.push(this.#conditional());
      if (!this.#accept(',')) {
        this.#expect(end);
        break;
      }
    }
    return items;
  }
}

function hasField(field: Term | undefined): Term {
  return (scope) => {
    try {
      return field?.(scope) !== undefined;
    } catch (error) {
      if (error instanceof CelError && error.message.startsWith('no such key')) return false;
      throw error;
    }
  };
}
