import type { Action, PhaseAnswer, Summary } from '../src/domain/run.ts';
import type { Measurement, MetricName } from '../src/metrics/metrics.ts';

/** A pass that has ended, as far as it is measured. */
export interface MeasuredPass {
  readonly phase: string;
  readonly item: string | null;
  readonly action: Action;
  readonly runId: string;
  readonly cluster: string;
  readonly dryRun: boolean;
  /** When the phase was begun: its loop was entered, or the run was redriven. */
  readonly since: Date;
  readonly endedAt: Date;
}

/** What the summary of Report run calls the values of a run. */
const valuesOfRun = {
  seconds: 'RunSeconds',
  nodesStopped: 'NodesStopped',
  evicted: 'PodsEvicted',
  residual: 'PodsResidual',
  forced: 'PodsForced',
  drift: 'DriftFound',
  nodeHoursSaved: 'NodeHoursSaved',
} as const satisfies Record<string, MetricName>;

/**
 * The measurements of a pass: how long its phase took, and of Report run all that its run came to. None of a pass that is to be
 * repeated. A dry run is not measured at all: what it plans has not happened.
 */
export function measurePass(pass: MeasuredPass, { status, summary }: PhaseAnswer): readonly Measurement[] {
  if (status === 'pending' || pass.dryRun) return [];
  const { phase, item, action, runId: run, cluster, since, endedAt: at } = pass;
  const ofPhase: Measurement = {
    at,
    dimensions: { action, phase },
    properties: { cluster, run, ...(item === null ? {} : { item }) },
    values: { PhaseSeconds: Math.max((at.getTime() - since.getTime()) / 1000, 0) },
  };
  if (phase !== 'report-run') return [ofPhase];
  return [ofPhase, { at, dimensions: { action }, properties: { cluster, run }, values: runValues(summary) }];
}

function runValues(summary: Summary): Measurement['values'] {
  // A run that had nothing to do would make the runs look quick.
  if (summary.status === 'skipped') return { RunsSkipped: 1 };
  const values = Object.entries(valuesOfRun).flatMap(([key, name]) => {
    const value = summary[key];
    return typeof value === 'number' ? [[name, value]] : [];
  });
  return { RunsSucceeded: 1, ...Object.fromEntries(values) };
}
