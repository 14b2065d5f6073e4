/** A function that dies at its run's n-th request to the outside. */
export interface Crash {
  /** Which request of the run, from 1. */
  readonly request: number;
  /** Whether the request still has its effect: of one that dies `after` it, only the answer is lost. */
  readonly when: 'before' | 'after';
  /** Whether the functions of the run die again at whatever they ask next, until the run fails. */
  readonly lasts: boolean;
}

/** Counts the requests that one run makes, and says when its functions die. */
export class Fate {
  readonly #crash: Crash | null;
  #requests = 0;

  constructor(crash: Crash | null) {
    this.#crash = crash;
  }

  get requests(): number {
    return this.#requests;
  }

  /** The life of one invocation: everything that it reaches the world with goes through it. */
  invocation(): Life {
    let isDead = false;
    const die = () => {
      isDead = true;
      return new Died();
    };
    return {
      isDead: () => isDead,
      request: async (work) => {
        if (isDead) throw new Died();
        this.#requests += 1;
        const [n, crash] = [this.#requests, this.#crash];
        const isBefore = crash?.when === 'before' && n === crash.request;
        if (isBefore || (crash?.lasts && n > crash.request)) throw die();
        const answer = await work();
        if (isDead || (crash && n === crash.request)) throw die();
        return answer;
      },
    };
  }
}

export interface Life {
  readonly isDead: () => boolean;
  readonly request: <T>(work: () => Promise<T>) => Promise<T>;
}

class Died extends Error {
  override readonly name = 'Died';
}

/** The same port, each call of which is a request of this life. */
export function within<T extends object>(life: Life, port: T): T {
  return new Proxy(port, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => life.request(async () => Reflect.apply(member, target, given));
    },
  });
}
