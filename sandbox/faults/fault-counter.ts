import type { Fault, RequestPattern, SeenRequest } from './fault.ts';

/** A request as it comes, before it is known how many like it there were. */
export type Sight = Omit<SeenRequest, 'occurrence' | 'requests'>;

/** Counts the requests that fit each fault of a plan, and says which fault has its turn. */
export class FaultCounter {
  readonly happened: Fault[] = [];
  readonly #counts: { readonly fault: Fault; seen: number; hasHappened: boolean; isLifted: boolean }[];

  constructor(faults: readonly Fault[]) {
    this.#counts = faults.map((fault) => ({ fault, seen: 0, hasHappened: false, isLifted: false }));
  }

  /** Of several faults that hit the same request the first one happens. */
  next(sight: Sight): Fault | null {
    let hit: Fault | null = null;
    for (const count of this.#counts) {
      const { fault } = count;
      if (!fits(fault, sight)) continue;
      count.seen++;
      const isItsTurn = count.seen >= fault.occurrence && count.seen < fault.occurrence + (fault.times ?? 1);
      if (hit || count.isLifted || !isItsTurn) continue;
      count.hasHappened = true;
      hit = fault;
    }
    if (hit) this.happened.push(hit);
    return hit;
  }

  lift(): void {
    for (const count of this.#counts) count.isLifted ||= count.hasHappened;
  }
}

function fits(pattern: RequestPattern, sight: Sight): boolean {
  const { service, operation, action, phase, item, target } = pattern;
  if (service !== sight.service || operation !== sight.operation) return false;
  const isSame = (wanted: string | undefined, is: string | null) => wanted === undefined || wanted === is;
  const isSameCall = isSame(action, sight.action) && isSame(phase, sight.phase) && isSame(item, sight.item);
  return isSameCall && isSame(target, sight.target);
}

/** Keeps the requests in their order, each with its number among those of the same words. */
export class SightLog {
  readonly seen: SeenRequest[] = [];
  readonly #counts = new Map<string, number>();

  /** Answers its place in the log. */
  note(sight: Sight): number {
    const { action, phase, item, service, operation, target } = sight;
    const key = JSON.stringify([action, phase, item, service, operation, target]);
    const occurrence = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, occurrence);
    return this.seen.push({ ...sight, occurrence }) - 1;
  }

  /** A call of a function has ended and had sent so many requests. */
  endCall(index: number, requests: number): void {
    const call = this.seen[index];
    if (call) this.seen[index] = { ...call, requests };
  }
}
