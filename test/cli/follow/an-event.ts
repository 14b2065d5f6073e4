import type { ExecutionEvent } from '../../../src/aws/execution-history.ts';

const evening = Date.parse('2026-11-23T20:00:00Z');

/** An event as a test writes it. */
export type ShortEvent = readonly [type: string, parts?: Partial<ExecutionEvent>];

/** A history from short lines, each event a second after the one before. */
export function aHistory(...events: readonly ShortEvent[]): ExecutionEvent[] {
  return events.map(([type, parts = {}], index) => ({
    id: index + 1,
    type,
    at: new Date(evening + index * 1000),
    ...parts,
  }));
}

export function entered(state: string) {
  return ['TaskStateEntered', { state }] as const;
}

export function answered(state: string, output: object) {
  return ['TaskStateExited', { state, output: JSON.stringify(output) }] as const;
}
