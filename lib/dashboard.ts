import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard as CloudWatchDashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Metric,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Action } from '../src/domain/run.ts';
import { type MetricName, metricNamespace } from '../src/metrics/metrics.ts';
import { phaseNames } from '../state-machines/phases.ts';

interface DashboardProps {
  readonly alarms: readonly Alarm[];
  /** Each logs how a run ended, with its cluster. */
  readonly endsOfRuns: readonly LambdaFunction[];
}

const width = 24;
const day = Duration.days(1);

/** Answers three questions: did everything sleep, did everything wake, how long did it take. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      dashboardName: 'eks-scheduler',
      defaultInterval: Duration.days(2),
    });
    for (const row of rows(props)) dashboard.addWidgets(...row);
  }
}

function rows({ alarms, endsOfRuns }: DashboardProps): IWidget[][] {
  return [
    [
      new TextWidget({
        markdown:
          '# Did everything sleep? Did everything wake? How long did it take?\nWhat an alarm or a failed state means: docs/runbook.md',
        width,
        height: 2,
      }),
    ],
    [new AlarmStatusWidget({ title: 'What needs somebody', alarms: [...alarms], width, height: 3 })],
    [runsOf('stop', 'Did everything sleep?'), runsOf('start', 'Did everything wake?'), stock()],
    [ends(endsOfRuns)],
    [duration('stop', 'How long the evening took'), duration('start', 'How long the morning took')],
    [slowestPhases('stop', 'Phases of the evening'), slowestPhases('start', 'Phases of the morning')],
    [
      graph('Pods of the drain', ['PodsEvicted', 'PodsResidual', 'PodsForced'], { action: 'stop' }),
      graph('Nodes stopped', ['NodesStopped'], { action: 'stop' }),
      graph('Changed by somebody overnight', ['DriftFound'], { action: 'start' }),
      graph('Node-hours saved', ['NodeHoursSaved'], { action: 'start' }),
    ],
  ];
}

/** Runs of the last day, by how they ended. */
function runsOf(action: Action, title: string): IWidget {
  const count = (name: MetricName, label: string) =>
    metric(name, { action }, { period: day, statistic: Stats.SUM, label });
  return new SingleValueWidget({
    title: `${title} Runs in a day`,
    metrics: [count('RunsSucceeded', 'done'), count('RunsSkipped', 'skipped'), count('RunsFailed', 'failed')],
    width: 8,
    height: 4,
  });
}

function stock(): IWidget {
  const now = (name: MetricName, label: string) =>
    metric(name, {}, { period: Duration.minutes(15), statistic: Stats.MAXIMUM, label });
  return new GraphWidget({
    title: 'Clusters asleep, and past their start',
    left: [now('ClustersAsleep', 'asleep'), now('ClustersPastStart', 'past their start')],
    width: 8,
    height: 4,
  });
}

/** Every run that ended, with its cluster: metrics do not know of clusters, because each would cost. */
function ends(functions: readonly LambdaFunction[]): IWidget {
  return new LogQueryWidget({
    title: 'The last runs, by cluster',
    logGroupNames: functions.map((fn) => fn.logGroup.logGroupName),
    view: LogQueryVisualizationType.TABLE,
    queryLines: [
      'filter ispresent(RunsSucceeded) or ispresent(RunsSkipped) or ispresent(RunsFailed)',
      'fields @timestamp, cluster, action, RunsSucceeded as done, RunsSkipped as skipped, status as failed, error, RunSeconds as seconds, run',
      'sort @timestamp desc',
      'limit 100',
    ],
    width,
    height: 8,
  });
}

function duration(action: Action, title: string): IWidget {
  const of = (statistic: string, label: string) => metric('RunSeconds', { action }, { period: day, statistic, label });
  return new GraphWidget({
    title,
    left: [of(Stats.p(50), 'half of the clusters within'), of(Stats.MAXIMUM, 'the slowest cluster')],
    width: width / 2,
    height: 6,
  });
}

function slowestPhases(action: Action, title: string): IWidget {
  return new GraphWidget({
    title: `${title}, the slowest cluster of each`,
    left: phaseNames.map((phase) =>
      metric('PhaseSeconds', { action, phase }, { period: day, statistic: Stats.MAXIMUM, label: phase }),
    ),
    width: width / 2,
    height: 8,
  });
}

function graph(title: string, names: readonly MetricName[], dimensions: Record<string, string>): IWidget {
  return new GraphWidget({
    title,
    left: names.map((name) => metric(name, dimensions, { period: day, statistic: Stats.SUM, label: name })),
    width: width / 4,
    height: 6,
  });
}

function metric(
  metricName: MetricName,
  dimensionsMap: Record<string, string>,
  shown: { readonly period: Duration; readonly statistic: string; readonly label: string },
): Metric {
  return new Metric({ namespace: metricNamespace, metricName, dimensionsMap, ...shown });
}
