import type { CutOff } from '../engine.ts';
import type { ExecutionRecord } from './execution-record.ts';

/** Ends an execution where it stands, as a failure of the machine's own would: a redrive goes on from there. */
export function closeCutOff(record: ExecutionRecord, reason: CutOff, stoppedAt: number): void {
  const { error, cause } = reason(record);
  record.history.close('ExecutionFailed', record.root.lastEventId, { executionFailedEventDetails: { error, cause } });
  Object.assign(record, { status: 'FAILED', stoppedAt, error, cause });
  for (const mapRun of record.mapRuns.filter(({ status }) => status === 'RUNNING')) {
    Object.assign(mapRun, { status: 'ABORTED', stoppedAt });
  }
}
