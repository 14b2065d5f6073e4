import type { PriceList } from '../../src/domain/savings.ts';
import {
  type SavingsRow,
  type SpanSavings,
  savingsByWeekAndCluster,
  spanSavings,
} from '../../src/domain/savings-over-time.ts';
import { type SleepSpan, splitAtWeeks, weekOf } from '../../src/domain/sleep-spans.ts';

/** What the sleep of the clusters spared in a time. Instants are ISO 8601 UTC. */
export interface SavingsReport {
  readonly since: string;
  readonly until: string;
  readonly currency: string | null;
  readonly rows: readonly SavingsRow[];
  readonly byWeek: readonly (SpanSavings & { readonly week: string })[];
  readonly byCluster: readonly (SpanSavings & {
    readonly cluster: string;
    readonly account: string;
    readonly region: string;
  })[];
  readonly total: SpanSavings;
}

/** Adds the spans up in every way that is shown. Pure. */
export function savingsReport(
  spans: readonly SleepSpan[],
  { since, now, prices }: { readonly since: Date; readonly now: Date; readonly prices: PriceList | null },
): SavingsReport {
  const weeks = [...Map.groupBy(splitAtWeeks(spans), ({ from }) => weekOf(from).toISOString().slice(0, 10))];
  const clusters = [...Map.groupBy(spans, ({ cluster: { name, account, region } }) => `${name} ${account} ${region}`)];
  return {
    since: since.toISOString(),
    until: now.toISOString(),
    currency: prices?.currency ?? null,
    rows: savingsByWeekAndCluster(spans, prices),
    byWeek: weeks
      .map(([week, own]) => ({ week, ...spanSavings(own, prices) }))
      .sort((one, other) => one.week.localeCompare(other.week)),
    byCluster: clusters
      .sort(([one], [other]) => one.localeCompare(other, 'en'))
      .map(([placed, own]) => {
        const [cluster = '', account = '', region = ''] = placed.split(' ');
        return { cluster, account, region, ...spanSavings(own, prices) };
      }),
    total: spanSavings(spans, prices),
  };
}
