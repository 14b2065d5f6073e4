import { SchedulerError, TransientError } from '../../src/domain/errors.ts';
import { visibleText } from '../../src/domain/visible-text.ts';

/** One line of what doctor says. */
export interface Finding {
  /** `credentials`, `table`, `asleep`, … */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'error';
  readonly says: string;
  /** What to do about it, on one line; null where nothing is to be done. */
  readonly cure: string | null;
}

export function fine(check: string, says: string): Finding {
  return { check, level: 'ok', says, cure: null };
}

export function warning(check: string, says: string, cure: string): Finding {
  return { check, level: 'warning', says, cure };
}

export function wrong(check: string, says: string, cure: string): Finding {
  return { check, level: 'error', says, cure };
}

/** Looks, and turns what is thrown into a finding: one thing that cannot be seen does not hide the others. */
export async function examined(check: string, look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    // Its own cure is about runs, which try again by themselves.
    if (error instanceof TransientError) return [wrong(check, error.problem, 'Ask again in a minute.')];
    if (error instanceof SchedulerError) return [wrong(check, error.problem, error.cure)];
    const says = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return [wrong(check, says, 'Look whether account and region are the right ones, then ask again.')];
  }
}

/** `error    lock         shop-dev is …` and, below it, the cure. */
export function findingsText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const indent = ' '.repeat('warning'.length + width + 4);
  return findings
    .flatMap(({ level, check, says, cure }) => [
      `${level.padEnd('warning'.length)}  ${check.padEnd(width)}  ${visibleText(says)}`,
      ...(cure === null ? [] : [`${indent}${visibleText(cure)}`]),
    ])
    .map((line) => `${line}\n`)
    .join('');
}
