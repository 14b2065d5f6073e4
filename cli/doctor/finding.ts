import { SchedulerError, TransientError } from '../../src/domain/errors.ts';
import { visibleText } from '../../src/domain/visible-text.ts';
import { styled } from '../terminal.ts';

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

const styles = { ok: 'green', warning: 'yellow', error: 'red' } as const;

/**
 * `error    lock         shop-dev is …` and, below it, the cure; the verdict at the end.
 *
 * @param quiet Leaves out what is well.
 */
export function findingsText(findings: readonly Finding[], { quiet }: { readonly quiet: boolean }): string {
  const width = Math.max(0, ...findings.map(({ check }) => check.length));
  const indent = ' '.repeat('warning'.length + width + 4);
  const lines = findings
    .filter(({ level }) => !quiet || level !== 'ok')
    .flatMap(({ level, check, says, cure }) => [
      `${styled(styles[level], level.padEnd('warning'.length))}  ${check.padEnd(width)}  ${visibleText(says)}`,
      ...(cure === null ? [] : [`${indent}${visibleText(cure)}`]),
    ]);
  return [...lines, ...(lines.length > 0 ? [''] : []), verdict(findings)].join('\n');
}

function verdict(findings: readonly Finding[]): string {
  const count = (wanted: Finding['level']) => findings.filter(({ level }) => level === wanted).length;
  const errors = count('error');
  const warnings = count('warning');
  return `${count('ok')} ok, ${warnings} warning${warnings === 1 ? '' : 's'}, ${errors} error${errors === 1 ? '' : 's'}.`;
}
