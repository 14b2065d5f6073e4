import { textTable } from '../../src/report/text-table.ts';
import type { SweptNight, Verdict } from './sweep.ts';

const verdicts: readonly Verdict[] = ['absorbed', 'redriven', 'not equal', 'did not happen'];
const header = ['absorbed by a retry', 'failed and redriven', 'not equal', 'did not happen'];

/** What came of the faults, by phase and kind. A night with several faults counts for each of them. */
export function sweepTable(nights: readonly SweptNight[]): string {
  const rows = new Map<string, Map<Verdict, number>>();
  const add = (key: string, verdict: Verdict) => {
    const row = rows.get(key) ?? new Map<Verdict, number>();
    rows.set(key, row.set(verdict, (row.get(verdict) ?? 0) + 1));
  };
  for (const { plan, happened, verdict } of nights) {
    const those = new Set(happened.map((fault) => JSON.stringify(fault)));
    for (const fault of plan.faults) {
      const itsVerdict = verdict === 'not equal' || those.has(JSON.stringify(fault)) ? verdict : 'did not happen';
      add(`${fault.action ?? 'any'}\t${fault.phase ?? 'any'}\t${fault.kind}`, itsVerdict);
      add('all\t\t', itsVerdict);
    }
  }
  const cells = [...rows]
    .sort(([a], [b]) => Number(a.startsWith('all')) - Number(b.startsWith('all')))
    .map(([key, row]) => [...key.split('\t'), ...verdicts.map((verdict) => String(row.get(verdict) ?? 0))]);
  return textTable(['run', 'phase', 'kind', ...header], cells);
}
