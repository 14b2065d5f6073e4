import { type Measurement, type MetricName, metricNamespace, metricUnits } from './metrics.ts';

/**
 * A measurement as one line of a function's log, from which CloudWatch Logs makes metrics: no request, no permission, no waiting.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 *
 * @returns JSON without a line break.
 */
export function embeddedMetrics({ at, dimensions, properties, values }: Measurement): string {
  const names = Object.keys(values) as MetricName[];
  return JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: names.map((name) => ({ Name: name, Unit: metricUnits[name] })),
        },
      ],
    },
    ...properties,
    ...dimensions,
    ...values,
  });
}
