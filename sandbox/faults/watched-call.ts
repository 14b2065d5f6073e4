import type { Action } from '../../src/domain/run.ts';
import type { FunctionCall } from '../aws/lambda/lambda-host.ts';
import { phaseOfFunction } from '../aws/lambda/phase-of-function.ts';
import type { CallKind } from './fault.ts';

interface Event {
  readonly action?: Action;
  readonly run?: { readonly action?: Action };
  readonly item?: unknown;
}

/** Milliseconds on the wall between two looks at whether a call only waits for an answer that will not come. */
const lookEvery = 15;

/** A call of a function while it runs, as faults see it. */
export class WatchedCall {
  readonly action: Action;
  /** `drain-nodes` */
  readonly phase: string;
  readonly item: string | null;
  readonly #call: FunctionCall;
  readonly #waiting: (() => void)[] = [];
  #requests = 0;
  #begun = 0;
  #underWay = 0;
  #death: CallKind | null = null;
  #diesAfter = Number.POSITIVE_INFINITY;
  #diesOf: CallKind | null = null;

  constructor(call: FunctionCall) {
    const { functionName, payload } = call;
    const event = (typeof payload === 'object' && payload !== null ? payload : {}) as Event;
    this.#call = call;
    this.action = event.run?.action ?? event.action ?? 'stop';
    this.phase = phaseOfFunction(functionName);
    this.item = typeof event.item === 'string' ? event.item : null;
  }

  /** How many of its requests were carried out or failed. */
  get requests(): number {
    return this.#requests;
  }

  /** Not null once the process is gone: nothing that its code still sends has an effect. */
  get death(): CallKind | null {
    return this.#death;
  }

  /** Nothing that it sends from now on is carried out: it is dead, or dies of the request that is under way. */
  get sendsNoMore(): boolean {
    return this.#death !== null || this.#begun >= this.#diesAfter;
  }

  /** Lets it die when it has sent so many requests, the last of them carried out and not answered. */
  dieAfter(requests: number, kind: CallKind): void {
    this.#diesAfter = requests;
    this.#diesOf = kind;
  }

  /** Goes through one request of this call. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#begun++;
    this.#underWay++;
    try {
      return await work();
    } finally {
      this.#underWay--;
      this.#requests++;
      if (this.#requests >= this.#diesAfter) this.#death ??= this.#diesOf;
    }
  }

  /** Never settles. Once the call waits for nothing else, its time-outs pass at once: nobody sits through them. */
  neverAnswer(): Promise<never> {
    this.#requests++;
    this.#waiting.push(() => this.#call.hurry());
    if (this.#waiting.length === 1) this.#hurryWhenQuiet(0);
    return new Promise<never>(() => undefined);
  }

  #hurryWhenQuiet(quietLooks: number): void {
    setTimeout(() => {
      const isQuiet = this.#underWay === 0;
      if (!isQuiet || quietLooks < 2) {
        this.#hurryWhenQuiet(isQuiet ? quietLooks + 1 : 0);
        return;
      }
      for (const hurry of this.#waiting.splice(0)) hurry();
    }, lookEvery);
  }
}
