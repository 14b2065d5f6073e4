import type { Json, JsonObject } from '../json.ts';

/** The variables of a machine, a branch or an iteration. An inner scope reads the outer ones; nobody outside sees what it assigns. */
export class Scope {
  readonly #outer: Scope | null;
  readonly #own = new Map<string, Json>();

  constructor(outer: Scope | null = null) {
    this.#outer = outer;
  }

  get variables(): Readonly<Record<string, Json>> {
    return { ...this.#outer?.variables, ...Object.fromEntries(this.#own) };
  }

  get own(): JsonObject {
    return Object.fromEntries(this.#own);
  }

  assign(values: JsonObject): void {
    for (const [name, value] of Object.entries(values)) this.#own.set(name, value);
  }
}
