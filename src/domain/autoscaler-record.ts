import { chooseCopy, type StopHistory } from './choose-copy.ts';
import type { AutoscalerRecord } from './recorded-state.ts';

/** The annotation of a paused Deployment that holds the replicas it must come back to. */
export const recordedReplicasAnnotation = 'eks-scheduler.io/recorded-replicas';

/** Reads the annotation; null on anything but a plain number: replicas are never guessed. */
export function decodeReplicas(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,6}$/.test(text) ? Number(text) : null;
}

export interface AutoscalerFacts {
  readonly liveReplicas: number;
  /** What the table holds, in either phase; null when nothing is there or it cannot be read. */
  readonly record: AutoscalerRecord | null;
  /** Something is in the table for this Deployment, but it cannot be read. */
  readonly isUnreadable: boolean;
  readonly annotation: string | undefined;
  /** The stops that are known, for the case that table and annotation disagree; without, the larger number wins. */
  readonly history?: StopHistory;
  /** What another stop recorded is still outstanding on this cluster: a zero here is most likely that stop's doing. */
  readonly isAfterAnotherStop?: boolean;
}

/** Record and annotation of a paused Deployment disagree: what each says, which one is believed, and why. */
export interface ReplicasDispute {
  readonly table: number;
  readonly annotation: number;
  readonly replicas: number;
  readonly why: string;
}

/** Null where they agree, or only one of them is there. An annotation does not name its run. */
export function replicasDispute(
  record: AutoscalerRecord | null,
  annotation: string | undefined,
  history: StopHistory = new Map(),
): ReplicasDispute | null {
  const annotated = decodeReplicas(annotation);
  if (record?.phase !== 'recorded' || annotated === null || annotated === record.replicas) return null;
  const table = { value: record.replicas, runId: record.runId };
  const { winner, why } = chooseCopy(table, { value: annotated, runId: null }, history, (one, other) => one - other);
  const replicas = winner === 'table' ? record.replicas : annotated;
  return { table: record.replicas, annotation: annotated, replicas, why };
}

export type AutoscalerDecision =
  | { readonly source: 'kept' | 'annotation' | 'live'; readonly replicas: number }
  /** It is paused and what it ran with cannot be read: nothing is recorded, and above all not the zero. */
  | { readonly source: 'unknown'; readonly problem: string };

/**
 * Says what a stop records for an autoscaler's Deployment: what is outstanding survives, in the table or else on the
 * Deployment; else what it runs with now. A Deployment of 0 with neither really is one of 0, and stays so in the morning.
 */
export function decideAutoscalerRecord(facts: AutoscalerFacts): AutoscalerDecision {
  const { liveReplicas, record, isUnreadable, annotation, history, isAfterAnotherStop = false } = facts;
  if (record?.phase === 'recorded') {
    return { source: 'kept', replicas: replicasDispute(record, annotation, history)?.replicas ?? record.replicas };
  }
  const annotated = decodeReplicas(annotation);
  if (annotated !== null && liveReplicas === 0) return { source: 'annotation', replicas: annotated };
  if (liveReplicas === 0 && annotation !== undefined) {
    return { source: 'unknown', problem: `its annotation says "${annotation}"` };
  }
  if (liveReplicas === 0 && isUnreadable) return { source: 'unknown', problem: 'its record cannot be read' };
  if (liveReplicas === 0 && !record && isAfterAnotherStop) {
    return { source: 'unknown', problem: 'neither the table nor an annotation has it' };
  }
  return { source: 'live', replicas: liveReplicas };
}

export type ResumeDecision =
  /** It still holds our 0: bring it back. */
  | { readonly action: 'scale'; readonly replicas: number }
  /** It holds what it should already; only our annotation may have to go. */
  | { readonly action: 'leave' }
  /** Somebody gave it other replicas meanwhile: theirs stay. */
  | { readonly action: 'drift' };

/** Says what a start does with a paused Deployment: it undoes our 0 and nothing else. */
export function decideResume(liveReplicas: number, recordedReplicas: number): ResumeDecision {
  if (liveReplicas === recordedReplicas) return { action: 'leave' };
  return liveReplicas === 0 ? { action: 'scale', replicas: recordedReplicas } : { action: 'drift' };
}
