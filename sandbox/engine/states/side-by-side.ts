import type { Cancellation } from '../cancellation.ts';

interface SideBySide {
  /** Places in the list of branches or iterations, in the order in which they begin. */
  readonly indexes: readonly number[];
  readonly limit: number;
  readonly cancellation: Cancellation;
  /** Makes one worker, which takes one place after the other. */
  readonly worker: () => (index: number, cancellation: Cancellation) => Promise<void>;
  /** Told of the first failure at once, before the others are cancelled. */
  readonly onFailure: (index: number, failure: unknown) => void;
}

/** Runs branches or iterations at the same time, so many at once. The first failure ends all, and is thrown. */
export async function sideBySide({ indexes, limit, cancellation, worker, onFailure }: SideBySide): Promise<void> {
  const group = cancellation.child();
  const waiting = [...indexes];
  let first: { readonly failure: unknown } | null = null;
  const workOff = async (): Promise<void> => {
    const work = worker();
    for (let index = waiting.shift(); index !== undefined && !first; index = waiting.shift()) {
      try {
        await work(index, group.cancellation);
      } catch (failure) {
        if (first || cancellation.isCancelled) return;
        first = { failure };
        onFailure(index, failure);
        group.cancellation.cancel();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(limit, indexes.length) }, workOff));
  } finally {
    group.detach();
    group.cancellation.cancel();
  }
  cancellation.throwIfCancelled();
  const failed = first as { readonly failure: unknown } | null;
  if (failed) throw failed.failure;
}
