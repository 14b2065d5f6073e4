import type { JournalEntry } from '../aws/ports.ts';

export interface ReportPhase {
  readonly step: number;
  readonly phase: string;
  readonly title: string;
  /** The node group or tier of one iteration, else null. */
  readonly item: string | null;
  readonly status: JournalEntry['status'];
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  readonly passes: number;
}

export function phaseOf(entry: JournalEntry): ReportPhase {
  const { step, phase, title, item, status, reason, startedAt, endedAt, passes } = entry;
  const seconds = secondsBetween(startedAt, endedAt);
  return { step, phase, title, item, status, reason, startedAt, endedAt, seconds, passes };
}

/** Whole seconds, never below zero; 0 where one of the two is no instant. */
export function secondsBetween(startedAt: string, endedAt: string): number {
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return Number.isFinite(seconds) ? Math.max(Math.round(seconds), 0) : 0;
}
