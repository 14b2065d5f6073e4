import type { ExecutionRecord } from './execution-record.ts';
import type { Flow } from './flow.ts';

const redrivablePeriod = 14 * 24 * 60 * 60 * 1000;

export interface RedriveStatus {
  readonly status: 'REDRIVABLE' | 'NOT_REDRIVABLE' | 'REDRIVABLE_BY_MAP_RUN';
  readonly reason?: string;
}

/** Whether RedriveExecution would take the execution, and if not, why. `now` in milliseconds. */
export function redriveStatusOf(record: ExecutionRecord, now: number): RedriveStatus {
  const { status, stoppedAt, parentMapRun, history } = record;
  if (status === 'RUNNING' || status === 'SUCCEEDED' || status === 'PENDING_REDRIVE') {
    return { status: 'NOT_REDRIVABLE', reason: `Execution is ${status} and cannot be redriven` };
  }
  if (parentMapRun) {
    const reason = 'Execution is a child of a Map Run and can only be redriven by it';
    return { status: 'REDRIVABLE_BY_MAP_RUN', reason };
  }
  const obstacle = record.notRedrivable ?? obstacleIn(record.root);
  if (obstacle !== null) return { status: 'NOT_REDRIVABLE', reason: obstacle };
  if (history.isFull) {
    return { status: 'NOT_REDRIVABLE', reason: 'Execution event history has reached its limit' };
  }
  if (stoppedAt !== null && now - stoppedAt > redrivablePeriod) {
    return { status: 'NOT_REDRIVABLE', reason: 'Execution has exceeded the redrivable period of 14 days' };
  }
  return { status: 'REDRIVABLE' };
}

/** A Map redrives its children: one that has no place to go on from would end at once, with nothing done. */
function obstacleIn(flow: Flow): string | null {
  const { mapRun, flows } = flow.position?.entered?.inner ?? { mapRun: null, flows: [] };
  const ofChildren = (mapRun?.children ?? []).map(({ execution }) => execution?.notRedrivable ?? null);
  const inside = flows.map((one) => one && obstacleIn(one));
  return [...ofChildren, ...inside].find((obstacle) => obstacle !== null) ?? null;
}
