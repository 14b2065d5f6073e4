import type { StockRoom } from '../../src/aws/ports.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { few } from '../../src/domain/few.ts';
import { type Late, pastStart } from '../../src/domain/past-start.ts';
import { type Aged, type Stock, stockOf } from '../../src/domain/stock.ts';
import type { Measurement } from '../../src/metrics/metrics.ts';

/** What Take stock works with: the table alone. */
export interface StockContext {
  readonly now: Date;
  readonly configurationText: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stock: StockRoom;
  readonly measure: (measurement: Measurement) => void;
}

/** How the clusters stand, for the alarms and for whoever calls the function by hand. */
export interface StockAnswer extends Stock {
  readonly pastStart: readonly Late[];
}

/**
 * Looks over all clusters at once for what no run can say of itself: that it never began, never ended, or left something behind.
 * Changes nothing. Safe to repeat.
 */
export async function takeStock(context: StockContext): Promise<StockAnswer> {
  const { now, configurationText, environment, measure } = context;
  const { schedules, deployment } = loadFile(configurationText, environment);
  const lateMinutes = deployment.alarms.startLateMinutes;
  const [outstanding, locks] = await Promise.all([context.stock.outstanding(), context.stock.locks()]);
  const stock = stockOf(outstanding, locks, { now, runHours: lateMinutes / 60 });
  const late = pastStart(schedules, { outstanding, locks }, { now, lateMinutes });
  measure({
    at: now,
    dimensions: {},
    properties: {
      lock: said(stock.oldestLock),
      relaxedWebhook: said(stock.oldestRelaxedWebhook),
      pastStart: few(late.map(({ cluster, because }) => `${cluster} (${because})`)).join('; '),
    },
    values: {
      StockTaken: 1,
      ClustersAsleep: stock.asleep.length,
      ClustersPastStart: late.length,
      OldestLockHours: stock.oldestLock?.hours ?? 0,
      OldestRelaxedWebhookHours: stock.oldestRelaxedWebhook?.hours ?? 0,
    },
  });
  return { ...stock, pastStart: late };
}

function said(aged: Aged | null): string {
  return aged === null ? '' : `${aged.cluster}: ${aged.what}`;
}
