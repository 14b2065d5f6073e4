import type { PhaseContext } from '../phase.ts';

/** What is kept back of a pass's time: a request under way takes 30 s at the most, and then the pass is journalled. */
const reserveMs = 45_000;
/** How long the lock counts as ours without asking again. */
const lockTrustedMs = 15_000;

/** What one pass has left to work with. */
export interface Turn {
  /** Asked before each change: asserts the lock from time to time, and says no, for good, when the time runs out. */
  mayGoOn(): Promise<boolean>;
  /** It has said no. */
  isOver(): boolean;
}

export function beginTurn({ assertLock, remainingMs }: Pick<PhaseContext, 'assertLock' | 'remainingMs'>): Turn {
  let assertion: Promise<void> | null = null;
  let assertedAtRemaining = 0;
  let isOver = false;
  return {
    isOver: () => isOver,
    mayGoOn: async () => {
      const remaining = remainingMs();
      isOver ||= remaining < reserveMs;
      if (isOver) return false;
      if (!assertion || assertedAtRemaining - remaining > lockTrustedMs) {
        assertedAtRemaining = remaining;
        assertion = assertLock();
      }
      await assertion;
      return true;
    },
  };
}
