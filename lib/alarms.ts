import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/config/schema.ts';
import { type MetricName, metricNamespace } from '../src/metrics/metrics.ts';
import { stockEvery } from './stock-taking.ts';

interface AlarmsProps {
  readonly settings: DeploymentSettings['alarms'];
  /** Where the runbook can be read; null: in the repository. */
  readonly runbookUrl: string | null;
  readonly notices: ITopic;
  /** Of one cluster and of many: all whose failure somebody must know of. */
  readonly machines: readonly StateMachine[];
  readonly onRunFailed: LambdaFunction;
  /** Functions whose throttling shows first: the one that may have a concurrency of its own, and the one that every run begins with. */
  readonly throttledFirst: readonly LambdaFunction[];
  readonly scheduleDeadLetters: Queue;
  readonly ruleDeadLetters: Queue;
}

interface AlarmParts {
  /** The heading of its article in docs/runbook.md. */
  readonly article: string;
  readonly says: string;
  readonly metric: IMetric;
  /** It is raised above this; default 0. */
  readonly above?: number;
  /** What no data means: nothing happened (the default), nothing is known yet, or that something is wrong. */
  readonly missing?: TreatMissingData;
}

/** What must not wait until somebody looks. Every alarm tells the topic, and its description names the article to read. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];
  readonly #notices: ITopic;
  readonly #runbook: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.#notices = props.notices;
    this.#runbook = props.runbookUrl ?? 'docs/runbook.md';
    this.all = [...alarmsOfRuns(props), ...alarmsOfStock(props.settings), ...alarmsOfDelivery(props)].map((parts) =>
      this.#alarm(parts),
    );
  }

  #alarm({ article, says, metric, above = 0, missing = TreatMissingData.NOT_BREACHING }: AlarmParts): Alarm {
    const name = anchorOf(article);
    const alarm = new Alarm(this, name, {
      alarmName: `eks-scheduler-${name}`,
      alarmDescription: `${says} What to do: ${this.#runbook}#${name}`,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      evaluationPeriods: 1,
      treatMissingData: missing,
    });
    alarm.addAlarmAction(new SnsAction(this.#notices));
    return alarm;
  }
}

function alarmsOfRuns({ machines, onRunFailed, throttledFirst }: AlarmsProps): AlarmParts[] {
  const period = Duration.minutes(5);
  return [
    {
      article: 'A run failed',
      says: 'A run or a fleet failed or ran out of time.',
      metric: sum(
        machines.flatMap((machine) => [machine.metricFailed({ period }), machine.metricTimedOut({ period })]),
        period,
      ),
    },
    {
      article: 'Nobody was told of a failed run',
      says: 'The function that reports a failed run and rolls it back has failed itself.',
      metric: sum([onRunFailed.metricErrors({ period }), onRunFailed.metricThrottles({ period })], period),
    },
    {
      article: 'Runs are throttled',
      says: 'Lambda or Step Functions holds runs back.',
      metric: sum(
        [
          ...throttledFirst.map((fn) => fn.metricThrottles({ period })),
          ...machines.map((machine) => machine.metricThrottled({ period })),
        ],
        period,
      ),
    },
  ];
}

function alarmsOfStock({
  startLateMinutes,
  webhookRelaxedHours,
  lockHeldHours,
}: AlarmsProps['settings']): AlarmParts[] {
  // Between two looks nothing is known: an alarm stays as it is.
  const missing = TreatMissingData.IGNORE;
  return [
    {
      article: 'A start is late',
      says: `A cluster is not awake ${startLateMinutes} minutes after it should have begun to wake.`,
      metric: stockMetric('ClustersPastStart'),
      missing,
    },
    {
      article: 'A webhook is left relaxed',
      says: `A cluster is awake and a webhook on it has been relaxed for more than ${webhookRelaxedHours} hours.`,
      metric: stockMetric('OldestRelaxedWebhookHours'),
      above: webhookRelaxedHours,
      missing,
    },
    {
      article: 'A lock is held too long',
      says: `A run has held its cluster for more than ${lockHeldHours} hours.`,
      metric: stockMetric('OldestLockHours'),
      above: lockHeldHours,
      missing,
    },
    {
      article: 'Nobody looks over the clusters',
      says: 'Take stock has not been heard of for an hour, so late starts, relaxed webhooks and old locks go unseen.',
      // An alarm is raised above its threshold, and no data at all is the same as none of what is missed.
      metric: new MathExpression({
        expression: '1 - taken',
        usingMetrics: { taken: stockMetric('StockTaken', Duration.hours(1)) },
        period: Duration.hours(1),
        label: 'Stock not taken',
      }),
      missing: TreatMissingData.BREACHING,
    },
  ];
}

function alarmsOfDelivery({ scheduleDeadLetters, ruleDeadLetters }: AlarmsProps): AlarmParts[] {
  const waiting = (queue: Queue) =>
    queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5), statistic: Stats.MAXIMUM });
  return [
    {
      article: 'A schedule could not start its fleet',
      says: 'EventBridge Scheduler gave up on a start or a stop.',
      metric: waiting(scheduleDeadLetters),
    },
    {
      article: 'A failed run could not be followed',
      says: 'EventBridge could not call the function that reports a failed run and rolls it back.',
      metric: waiting(ruleDeadLetters),
    },
  ];
}

function stockMetric(metricName: MetricName, period = stockEvery): Metric {
  return new Metric({ namespace: metricNamespace, metricName, period, statistic: Stats.MAXIMUM });
}

/** A metric that nothing was counted of has no data, which counts as none. */
function sum(metrics: readonly Metric[], period: Duration): MathExpression {
  const named = Object.fromEntries(
    metrics.map((metric, index) => [`m${index}`, metric.with({ statistic: Stats.SUM })]),
  );
  const parts = Object.keys(named).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({ expression: parts.join(' + '), usingMetrics: named, period });
}

/** The anchor that a heading of a Markdown file has on GitHub. */
function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll(' ', '-');
}
