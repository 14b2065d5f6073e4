/** Sizes of a node group, as EKS names them. */
export interface NodeGroupSize {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
}

/**
 * Whether what was recorded is still to be brought back (`recorded`) or is back already (`restored`). A record that is `recorded`
 * is never overwritten by what a later stop finds: that is how a second stop does not record zeros.
 */
export type RecordPhase = 'recorded' | 'restored';

interface RecordBase {
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  readonly runId: string;
  readonly phase: RecordPhase;
}

export interface NodeGroupRecord extends RecordBase, NodeGroupSize {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  /** What the record before this one held, if there was one. */
  readonly previous: (NodeGroupSize & { readonly recordedAt: string }) | null;
  /** The desired size that a start asked for instead of the recorded one, to reach `minNodes`. */
  readonly raisedTo?: number | undefined;
}

export interface AutoscalerRecord extends RecordBase {
  readonly namespace: string;
  readonly name: string;
  readonly kind: 'Deployment';
  readonly replicas: number;
}

export type FailurePolicy = 'Fail' | 'Ignore';
export type WebhookKind = 'Validating' | 'Mutating';

export interface WebhookRecord extends RecordBase {
  readonly kind: WebhookKind;
  readonly configuration: string;
  readonly webhook: string;
  /** What the entry's failurePolicy was, absent counted as Fail. */
  readonly failurePolicy: FailurePolicy;
  /** The start that brought it back, and what became of the entry then; only in phase `restored`. */
  readonly restoredBy?: string | undefined;
  readonly outcome?: WebhookOutcome | undefined;
}

/** `already`: it held what was recorded. `drift`: it held something that we never wrote, and was left alone. */
export type WebhookOutcome = 'restored' | 'already' | 'gone' | 'drift';
