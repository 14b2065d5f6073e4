import { visibleText } from '../../src/domain/visible-text.ts';
import { durationInWords } from '../../src/report/words.ts';
import { nameOf, titleWidth, wordsOf } from '../progress-lines.ts';
import type { ClusterView } from './fleet-view.ts';
import type { FleetLook, RunLook } from './followed.ts';
import type { PhaseView } from './run-view.ts';

/** A phase that has not answered yet. */
const begins = '…';

/** What a phase comes to, on one line; nothing for one that was not reached. */
export function phaseWords(phase: PhaseView): string {
  const { status, summary, reason, passes } = phase;
  if (status === 'waiting') return '';
  if (status === 'pending') return pendingWords(passes, reason);
  // Report run's own words; its counts are in the verdict.
  if (status === 'done' && typeof summary.says === 'string') return visibleText(summary.says);
  return visibleText(wordsOf({ ...phase, status }));
}

/** A failure that is retried by itself is told as what is waited for. */
function pendingWords(passes: number, reason: string | null): string {
  if (reason === null) return passes === 0 ? begins : '… goes on';
  return visibleText(wordsOf({ status: 'pending', reason, item: null, summary: {} }));
}

/** Whole seconds in which a phase has been under way. */
export function phaseTime({ startedAt, endedAt }: PhaseView, now: Date): string {
  if (startedAt === null) return '';
  const seconds = ((endedAt ?? now).getTime() - startedAt.getTime()) / 1000;
  return durationInWords(Math.max(0, Math.round(seconds)));
}

/** Prints what has changed since the look before: one line a phase that did, and each warning once. */
export function runLines(print: (line: string) => void): (look: RunLook) => void {
  const said = new Map<string, string>();
  const begun = new Set<string>();
  let warned = 0;
  return ({ phases, warnings }) => {
    for (const phase of phases.filter(({ status }) => status !== 'waiting')) {
      const name = nameOf(phase);
      const words = phaseWords(phase);
      if (said.get(name) === words) continue;
      // That it has begun is worth a line only where it takes longer than a look.
      if (words === begins && !begun.has(name)) {
        begun.add(name);
        continue;
      }
      said.set(name, words);
      const took = phase.endedAt === null ? '' : `  (${phaseTime(phase, phase.endedAt)})`;
      print(`${timeOf(phase)}  ${name.padEnd(titleWidth)} ${words}${took}`);
    }
    for (const { phase, message } of warnings.slice(warned)) {
      print(`          ${'warning'.padEnd(titleWidth)} ${phase}: ${visibleText(message)}`);
    }
    warned = Math.max(warned, warnings.length);
  };
}

/** UTC. */
function timeOf({ changedAt }: PhaseView): string {
  return (changedAt ?? new Date(0)).toISOString().slice(11, 19);
}

/** The same for a fleet: one line a cluster that changed. */
export function fleetLines(print: (line: string) => void): (look: FleetLook) => void {
  const said = new Map<string, string>();
  return ({ clusters }) => {
    const width = Math.max(0, ...clusters.map(({ cluster }) => cluster.length));
    for (const view of clusters.filter(({ status }) => status !== 'waiting')) {
      const key = `${view.account}/${view.region}/${view.cluster}`;
      const words = clusterWords(view);
      if (said.get(key) === words) continue;
      said.set(key, words);
      print(`${view.cluster.padEnd(width)}  ${words}`);
    }
  };
}

export function clusterWords({ status, detail }: ClusterView): string {
  if (status === 'running') return detail === null ? '…' : `… ${detail}`;
  const told = detail === null ? '' : `: ${detail}`;
  return visibleText(status === 'failed' ? `FAILED${told}` : `${status}${told}`);
}
