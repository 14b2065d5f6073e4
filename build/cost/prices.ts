/** One thing that AWS charges for. */
export interface Price {
  /** US dollars for `per` units. */
  readonly dollars: number;
  readonly per: number;
  readonly unit: string;
  readonly page: string;
}

export type PricedItem = keyof typeof listPrices;

/** When somebody last put them down here. They are AWS' public list prices, without any free tier: look again before you rely on one. */
export const pricesAsOf = '2026-11-23';
export const pricesRegion = 'eu-central-1 (Frankfurt)';

const pages = 'https://aws.amazon.com';

/** For Frankfurt, where it differs dearer than us-east-1 (N. Virginia). Lambda's are those of arm64. */
export const listPrices = {
  transitions: price(0.025, 1_000, 'state transitions', 'step-functions'),
  invocations: price(0.2, 1_000_000, 'requests', 'lambda'),
  gigabyteSeconds: price(0.0000133334, 1, 'GB-s', 'lambda'),
  tableWrites: price(0.7625, 1_000_000, 'write request units', 'dynamodb'),
  tableReads: price(0.1525, 1_000_000, 'read request units', 'dynamodb'),
  bucketWrites: price(0.0054, 1_000, 'PUT requests', 's3'),
  notices: price(0.5, 1_000_000, 'publishes', 'sns'),
  logBytes: price(0.63, 1_000_000_000, 'bytes of logs', 'cloudwatch'),
  keyRequests: price(0.03, 10_000, 'requests to the key', 'kms'),
  traces: price(5, 1_000_000, 'traces', 'cloudwatch'),
  schedules: price(1, 1_000_000, 'invocations of a schedule', 'eventbridge'),
  keys: price(1, 1, 'keys a month', 'kms'),
  alarms: price(0.1, 1, 'alarms a month', 'cloudwatch'),
  dashboards: price(3, 1, 'dashboards a month', 'cloudwatch'),
  metricHours: price(0.3, 730, 'hours of a metric', 'cloudwatch'),
} as const;

/** What the given number of units costs, in US dollars. */
export function costOf(item: PricedItem, units: number): number {
  const { dollars, per } = listPrices[item];
  return (units * dollars) / per;
}

function price(dollars: number, per: number, unit: string, service: string): Price {
  return { dollars, per, unit, page: `${pages}/${service}/pricing/` };
}
