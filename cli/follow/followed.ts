import type { JournalledWarning } from '../../src/aws/journalled-warnings.ts';
import type { Action } from '../../src/domain/run.ts';
import type { FleetView } from './fleet-view.ts';
import type { RunView } from './run-view.ts';

/** An execution that is followed: of one cluster, or of a fleet. */
export interface Followed {
  readonly arn: string;
  /** The execution's name. */
  readonly id: string;
  readonly machine: Action | 'fleet';
}

/** How it stands at one look. */
export interface Standing {
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED or PENDING_REDRIVE. */
  readonly status: string;
  readonly startedAt: Date;
  /** Null while it goes on. */
  readonly endedAt: Date | null;
  /** JSON text. */
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
}

export interface RunLook extends Standing, RunView {
  readonly warnings: readonly JournalledWarning[];
}

export interface FleetLook extends Standing, FleetView {}

export function hasEnded({ status }: Pick<Standing, 'status'>): boolean {
  return status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
}

/** @param arn `arn:…:execution:<machine>:<name>` */
export function idOf(arn: string): string {
  return arn.split(':').at(-1) ?? arn;
}
