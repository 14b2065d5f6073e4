import type { SpanSavings } from '../../src/domain/savings-over-time.ts';
import { textTable } from '../../src/report/text-table.ts';
import { minuteOf } from '../shown-moment.ts';
import type { SavingsReport } from './savings-report.ts';

/** A block of lines for each week or cluster, an instance type a line, then all of it together. */
export function savingsText(report: SavingsReport, by: 'week' | 'cluster'): string {
  const title = `SPARED FROM ${minuteOf(report.since)} TO ${minuteOf(report.until)} UTC`;
  if (report.total.nodeHours === 0) return `${title}\nNo node slept in this time, as far as the journal knows.`;
  const blocks = by === 'week' ? report.byWeek.map(weekBlock) : report.byCluster.map(clusterBlock);
  const { currency, total } = report;
  const columns = [
    ...[by === 'week' ? 'WEEK OF' : 'CLUSTER', 'INSTANCE TYPE', 'NODE-HOURS'],
    ...(currency === null ? [] : [currency, 'CONTROL PLANE', 'NET']),
  ];
  const rows = [...blocks, { name: 'all', savings: total }].flatMap(rowsOf);
  return [title, textTable(columns, withNumbersRight(columns, rows)), '', ...remarksOn(report)].join('\n');
}

interface Block {
  readonly name: string;
  readonly savings: SpanSavings;
}

function weekBlock(savings: SavingsReport['byWeek'][number]): Block {
  return { name: savings.week, savings };
}

function clusterBlock(savings: SavingsReport['byCluster'][number]): Block {
  return { name: `${savings.cluster} (${savings.account}, ${savings.region})`, savings };
}

/** A line for each instance type; what is not of one of them alone stands in the last, which adds them up. */
function rowsOf({ name, savings }: Block): string[][] {
  const { byInstanceType, nodeHours, amount, controlPlane, net } = savings;
  const each = byInstanceType.map((one, index) => [
    ...[index === 0 ? name : '', one.instanceTypes, one.nodeHours.toFixed(2), shown(one.amount)],
  ]);
  return [...each, ['', 'together', nodeHours.toFixed(2), shown(amount), shown(controlPlane), shown(net)]];
}

function shown(amount: number | null): string {
  return amount === null ? '' : amount.toFixed(2);
}

/** Only the first two columns hold words. */
function withNumbersRight(columns: readonly string[], rows: readonly (readonly string[])[]): string[][] {
  const widths = columns.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  return rows.map((row) =>
    columns.map((_, column) => (column < 2 ? (row[column] ?? '') : (row[column] ?? '').padStart(widths[column] ?? 0))),
  );
}

function remarksOn({ currency, total }: SavingsReport): string[] {
  if (currency === null) return ['No price list was given, so this says node-hours and no money: --prices FILE.'];
  const unpriced =
    total.unpriced.length === 0 ? [] : [`Without a price, so not in the amounts: ${total.unpriced.join(', ')}.`];
  const net =
    total.controlPlane === null
      ? 'The price list has no controlPlaneHour, so NET takes nothing off.'
      : 'NET: the amount less what the control planes went on costing in the same hours.';
  return [
    ...unpriced,
    net,
    'Not in it, because nothing here knows them: volumes, load balancers, NAT gateways, Fargate pods and node groups that are excluded.',
  ];
}
