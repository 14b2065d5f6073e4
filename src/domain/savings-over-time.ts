import { placedName } from './fleet.ts';
import { type PriceList, type Savings, savingsOf } from './savings.ts';
import { type SleepSpan, secondsAsleep, splitAtWeeks, weekOf } from './sleep-spans.ts';

/** What the sleep of one cluster, or of several, did not cost. Hours in hundredths, amounts in cents of the price list's currency. */
export interface SpanSavings extends Omit<Savings, 'controlPlane'> {
  /** What the control planes went on costing while nodes slept; null where the price list does not say. */
  readonly controlPlane: number | null;
  /** The amount less the control planes; null without an amount. */
  readonly net: number | null;
}

export interface SavingsRow extends SpanSavings {
  /** A Monday, `2026-11-23`. */
  readonly week: string;
  readonly cluster: string;
  readonly account: string;
  readonly region: string;
}

/** One row for each week and cluster, the oldest week first. A night over the end of a week is part of both. Pure. */
export function savingsByWeekAndCluster(spans: readonly SleepSpan[], prices: PriceList | null): SavingsRow[] {
  const key = ({ from, cluster }: SleepSpan) =>
    `${weekOf(from).toISOString().slice(0, 10)} ${cluster.name} ${cluster.account} ${cluster.region}`;
  const parts = Map.groupBy(splitAtWeeks(spans), key);
  return [...parts]
    .sort(([one], [other]) => one.localeCompare(other, 'en'))
    .map(([name, own]) => {
      const [week = '', cluster = '', account = '', region = ''] = name.split(' ');
      return { week, cluster, account, region, ...spanSavings(own, prices) };
    });
}

/** The same for all of these spans together. Pure. */
export function spanSavings(spans: readonly SleepSpan[], prices: PriceList | null): SpanSavings {
  const sleeps = spans.map(({ nodeGroup, instanceTypes, nodes, from, to }) => ({
    ...{ nodeGroup, instanceTypes, nodes },
    seconds: (to.getTime() - from.getTime()) / 1000,
  }));
  const savings = savingsOf(sleeps, prices);
  const controlPlane = controlPlanes(spans, prices);
  return {
    ...savings,
    controlPlane,
    net: savings.amount === null ? null : Math.round((savings.amount - (controlPlane ?? 0)) * 100) / 100,
  };
}

/** Clusters side by side each have one of their own. */
function controlPlanes(spans: readonly SleepSpan[], prices: PriceList | null): number | null {
  const price = prices?.controlPlaneHour ?? null;
  if (price === null) return null;
  const byCluster = Map.groupBy(spans, ({ cluster }) => placedName({ ...cluster, cluster: cluster.name }));
  const seconds = [...byCluster.values()].reduce((total, own) => total + secondsAsleep(own), 0);
  return Math.round((seconds / 3600) * price * 100) / 100;
}
