import { textTable } from '../../src/report/text-table.ts';
import { totalOf } from './request-kind.ts';
import type { Contestant, Turn } from './turn.ts';

/** What the bench is for; null where a contestant did not take part. */
export interface Figures {
  /** Ours to the best of the floor's orders and concurrencies: at most 1.2. */
  readonly ratioToFloor: number | null;
  /** At most 0.05. */
  readonly ratioToKubectl: number | null;
  /** All requests of the phase to a drained pod: at most 1.3 in this case, 1.2 without budgets. */
  readonly requestsPerPod: number | null;
  /** Of the phase's process. */
  readonly peakMemoryMb: number | null;
  /** Evictions that a budget refused, over all of our turns: 0. */
  readonly evictionsRefused: number | null;
}

/** Turns of one contestant in one manner, as one row. */
export interface Standing {
  readonly contestant: Contestant;
  readonly turns: readonly Turn[];
  readonly medianSeconds: number;
}

/** Contestants by their median; the floor's manners apart, because only the best of them is the floor. */
export function standingsOf(turns: readonly Turn[]): Standing[] {
  const manner = ({ contestant, firepower }: Turn) => `${contestant} ${firepower?.order} ${firepower?.concurrency}`;
  return [...Map.groupBy(turns, manner).values()].map((ofOne) => ({
    contestant: ofOne[0]?.contestant ?? 'ours',
    turns: ofOne,
    medianSeconds: median(ofOne.map(({ seconds }) => seconds)),
  }));
}

export function figuresOf(turns: readonly Turn[]): Figures {
  const standings = standingsOf(turns);
  const ours = standings.find(({ contestant }) => contestant === 'ours');
  const kubectl = standings.find(({ contestant }) => contestant === 'kubectl');
  const ratio = (to: Standing | undefined) => (ours && to ? ours.medianSeconds / to.medianSeconds : null);
  const ofOurs = (figure: (turn: Turn) => number | null) =>
    ours ? Math.max(...ours.turns.map((turn) => figure(turn) ?? 0)) : null;
  return {
    ratioToFloor: ratio(floorOf(standings)),
    ratioToKubectl: ratio(kubectl),
    requestsPerPod: ofOurs(requestsPerPod),
    peakMemoryMb: ofOurs(({ peakMemoryMb }) => peakMemoryMb),
    evictionsRefused: ours ? ours.turns.reduce((sum, { refused }) => sum + refused, 0) : null,
  };
}

/**
 * The floor's manner that counts. One that was fast once may have been lucky: among those that were measured most often, the fastest
 * by its median.
 */
export function floorOf(standings: readonly Standing[]): Standing | undefined {
  const floors = standings.filter(({ contestant }) => contestant === 'floor');
  const most = Math.max(0, ...floors.map(({ turns }) => turns.length));
  return floors.filter(({ turns }) => turns.length === most).sort((a, b) => a.medianSeconds - b.medianSeconds)[0];
}

/** For people: a row for each contestant, the fastest first, and what the figures are. */
export function drainReport(turns: readonly Turn[]): string {
  const standings = standingsOf(turns).sort((a, b) => a.medianSeconds - b.medianSeconds);
  const rows = standings.map(({ contestant, turns: ofOne, medianSeconds }) => {
    const seconds = ofOne.map((turn) => turn.seconds);
    const [first] = ofOne;
    return [
      contestant,
      medianSeconds.toFixed(1),
      `${Math.min(...seconds).toFixed(1)}-${Math.max(...seconds).toFixed(1)}`,
      String(ofOne.length),
      first?.requests ? requestsPerPod(first).toFixed(2) : '',
      first?.requests ? String(first.refused) : '',
      first?.cpuSeconds?.toFixed(1) ?? '',
      String(first?.peakMemoryMb ?? ''),
      first?.how ?? '',
    ];
  });
  const header = [
    'contestant',
    'median s',
    'range',
    'turns',
    'requests/pod',
    'refused',
    'client CPU s',
    'peak MB',
    'how',
  ];
  return [textTable(header, rows), '', ...figureLines(figuresOf(turns)), ...warningLines(turns)].join('\n');
}

/** An idle cluster keeps a tenth of a core busy. */
const quietCores = 0.5;

function warningLines(turns: readonly Turn[]): string[] {
  const busiest = Math.max(0, ...turns.map(({ busyCoresBefore }) => busyCoresBefore));
  if (busiest <= quietCores) return [];
  return [
    '',
    `Other programs were running (up to ${busiest.toFixed(1)} cores busy before a turn): seconds and ratios say little.`,
  ];
}

function figureLines(figures: Figures): string[] {
  const line = (what: string, value: number | null, target: string, digits = 2) =>
    value === null ? [] : [`${what}: ${value.toFixed(digits)} (${target})`];
  return [
    ...line('ours / floor', figures.ratioToFloor, 'at most 1.2'),
    ...line('ours / kubectl', figures.ratioToKubectl, 'at most 0.05', 3),
    ...line('requests per drained pod', figures.requestsPerPod, 'at most 1.3, without budgets 1.2'),
    ...line('evictions refused by a budget', figures.evictionsRefused, '0', 0),
    ...line('peak memory of the phase, MB', figures.peakMemoryMb, 'at most 512', 0),
  ];
}

function requestsPerPod({ requests, pods }: Turn): number {
  return totalOf(requests ?? {}) / pods;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
