import type { ItemProcessor } from '../definition/definition.ts';
import type { Json } from '../json.ts';
import type { ExecutionRecord } from './execution-record.ts';

export type MapRunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

/** One child execution of a distributed Map, or the place of one that has not begun. */
export interface MapChild {
  readonly input: Json;
  /** How many items of the Map it has: more than one with an ItemBatcher. */
  readonly itemCount: number;
  execution: ExecutionRecord | null;
}

/** What a distributed Map started: its child executions and how they fare. Times in milliseconds. */
export interface MapRun {
  readonly arn: string;
  readonly executionArn: string;
  /** The machine that its children belong to: `parent/label`. */
  readonly stateMachineArn: string;
  readonly machineName: string;
  readonly processor: ItemProcessor;
  readonly children: readonly MapChild[];
  readonly maxConcurrency: number;
  readonly toleratedFailureCount: number;
  readonly toleratedFailurePercentage: number;
  readonly startedAt: number;
  status: MapRunStatus;
  stoppedAt: number | null;
  redriveCount: number;
  redrivenAt: number | null;
}

export interface MapRunCounts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
}

/** Children by status, each weighed: by 1 for the executions, by its items for the items. */
export function countChildren(run: MapRun, weight: (child: MapChild) => number): MapRunCounts {
  const sum = (...statuses: readonly string[]): number =>
    run.children
      .filter(({ execution }) => statuses.includes(execution?.status ?? 'PENDING'))
      .reduce((total, child) => total + weight(child), 0);
  return {
    pending: sum('PENDING', 'PENDING_REDRIVE'),
    running: sum('RUNNING'),
    succeeded: sum('SUCCEEDED'),
    failed: sum('FAILED'),
    timedOut: sum('TIMED_OUT'),
    aborted: sum('ABORTED'),
    total: run.children.reduce((total, child) => total + weight(child), 0),
  };
}

/** Whether more has failed than the Map tolerates; an aborted child counts for nothing. */
export function isToleranceExceeded(run: MapRun): boolean {
  const { failed, timedOut, total } = countChildren(run, ({ itemCount }) => itemCount);
  const lost = failed + timedOut;
  if (lost === 0) return false;
  const isCountExceeded = lost > run.toleratedFailureCount;
  const isPercentageExceeded = (lost * 100) / total > run.toleratedFailurePercentage;
  // Where only one of the two is given, the other is 0 and must not overrule it.
  if (run.toleratedFailureCount === 0) return isPercentageExceeded;
  if (run.toleratedFailurePercentage === 0) return isCountExceeded;
  return isCountExceeded || isPercentageExceeded;
}
