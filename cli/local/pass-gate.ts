import type { FunctionInvoker } from '../../sandbox/engine/engine.ts';

export interface PassGate extends FunctionInvoker {
  /** From now on no pass begins: who asks for one waits for ever. */
  shut(): void;
  /** Resolves when no pass is under way, or after so long. */
  empty(longestMs: number): Promise<void>;
}

/** Stands between the engine and the functions, so that passes can be let finish before a process ends. */
export function passGate(functions: FunctionInvoker): PassGate {
  let isShut = false;
  const underWay = new Set<Promise<unknown>>();
  return {
    invoke: async (functionName, payload) => {
      if (isShut) return new Promise(() => undefined);
      const pass = functions.invoke(functionName, payload);
      const settled = pass.then(
        () => undefined,
        // The engine gets it from the pass itself.
        () => undefined,
      );
      underWay.add(settled);
      void settled.then(() => underWay.delete(settled));
      return pass;
    },
    shut: () => {
      isShut = true;
    },
    empty: async (longestMs) => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, longestMs);
      await Promise.race([Promise.all(underWay), late]);
      clearTimeout(timer);
    },
  };
}
