import { StatusError } from '../status-error.ts';

/**
 * Does all of them, also when the API server refuses one.
 * @throws {StatusError} the first refusal, when all have had their turn.
 */
export function tryEach<T>(items: readonly T[], act: (item: T) => void): void {
  let refusal: StatusError | undefined;
  for (const item of items) {
    try {
      act(item);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      refusal ??= error;
    }
  }
  if (refusal) throw refusal;
}
