/** Where CloudWatch shows the metrics of the scheduler. */
export const metricNamespace = 'EksScheduler';

/** Every metric, with its unit. Those of a run and a phase have dimensions, those of the stock have none. */
export const metricUnits = {
  /** Of one run, by action: from its start to its report. */
  RunSeconds: 'Seconds',
  RunsSucceeded: 'Count',
  RunsSkipped: 'Count',
  RunsFailed: 'Count',
  NodesStopped: 'Count',
  PodsEvicted: 'Count',
  /** Pods that no eviction could have removed, and that were deleted. */
  PodsResidual: 'Count',
  /** Pods that outlived the drain's timeout, and were deleted past their own grace. */
  PodsForced: 'Count',
  /** Things that somebody else changed while the cluster slept. */
  DriftFound: 'Count',
  /** What a start brought back, times the hours that it was gone. */
  NodeHoursSaved: 'Count',
  /** Of one phase, by action and phase: from its first pass, or a redrive, to the pass that ended it. */
  PhaseSeconds: 'Seconds',
  /** One each time that stock was taken: without it the others of the stock mean nothing. */
  StockTaken: 'Count',
  ClustersAsleep: 'Count',
  ClustersPastStart: 'Count',
  OldestLockHours: 'None',
  OldestRelaxedWebhookHours: 'None',
} as const satisfies Record<string, 'Seconds' | 'Count' | 'None'>;

export type MetricName = keyof typeof metricUnits;

/** Values that are measured together, at one time and of one thing. */
export interface Measurement {
  readonly at: Date;
  /** What the metrics are told apart by. Each set of values is a metric that costs money: few, and never a cluster or a run. */
  readonly dimensions: Readonly<Partial<Record<'action' | 'phase', string>>>;
  /** What stands beside the values in the log, for queries: the cluster, the run. */
  readonly properties: Readonly<Record<string, string | number>>;
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
}
