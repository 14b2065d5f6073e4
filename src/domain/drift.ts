/** Something that was changed by somebody else while the cluster slept, in words, with the values. */
export interface Drift {
  readonly kind: 'node group' | 'autoscaler' | 'webhook';
  readonly name: string;
  /** What was recorded in the evening; null for a thing that is new since. */
  readonly recorded: string | null;
  /** What the run found; null where the thing is gone. */
  readonly found: string | null;
  /** What it holds after the run, or after the next start where the run is a stop; null where the thing is gone. */
  readonly result: string | null;
  readonly outcome: DriftOutcome;
}

/**
 * `restored`: back to what was recorded. `kept`: left as it was found. `merged`: something of both. `recorded`: a stop found it, and
 * what was recorded before is still what comes back.
 */
export type DriftOutcome = 'restored' | 'kept' | 'merged' | 'recorded' | 'gone' | 'new';

/** A drift with its outcome, told from the values. */
export function driftOf(
  kind: Drift['kind'],
  name: string,
  { recorded, found, result }: Pick<Drift, 'recorded' | 'found' | 'result'>,
): Drift {
  return { kind, name, recorded, found, result, outcome: outcomeOf(recorded, found, result) };
}

function outcomeOf(recorded: string | null, found: string | null, result: string | null): DriftOutcome {
  if (found === null) return 'gone';
  if (recorded === null) return 'new';
  if (result === found) return 'kept';
  return result === recorded ? 'restored' : 'merged';
}
