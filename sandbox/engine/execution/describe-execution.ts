import type { Execution } from '../engine.ts';
import type { ExecutionRecord } from './execution-record.ts';
import { redriveStatusOf } from './redrive-status.ts';

/** The execution as others see it, at this moment. */
export function describeExecution(record: ExecutionRecord, now: number): Execution {
  const redrive = redriveStatusOf(record, now);
  return {
    arn: record.arn,
    name: record.name,
    stateMachineArn: record.stateMachineArn,
    status: record.status,
    input: record.inputText,
    ...(record.output === null ? {} : { output: record.output }),
    ...(record.error === undefined ? {} : { error: record.error }),
    ...(record.cause === undefined ? {} : { cause: record.cause }),
    startedAt: record.startedAt,
    ...(record.stoppedAt === null ? {} : { stoppedAt: record.stoppedAt }),
    redriveCount: record.redriveCount,
    ...(record.redrivenAt === null ? {} : { redrivenAt: record.redrivenAt }),
    redriveStatus: redrive.status,
    ...(redrive.reason === undefined ? {} : { redriveStatusReason: redrive.reason }),
  };
}
