import { createHash } from 'node:crypto';

const prefix = 'rollback-of-';
/** What Step Functions takes as the name of an execution. */
const longestName = 80;
const digestLength = 8;

/** The name of the start that follows a failed stop: the same for the same stop, so that there is one at the most. */
export function rollbackName(stopName: string): string {
  const whole = `${prefix}${stopName}`;
  if (whole.length <= longestName) return whole;
  const digest = createHash('sha256').update(stopName).digest('hex').slice(0, digestLength);
  return `${whole.slice(0, longestName - digestLength - 1)}-${digest}`;
}

/** True for a start that was made so. */
export function isRollback(executionName: string): boolean {
  return executionName.startsWith(prefix);
}
