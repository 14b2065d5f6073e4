import { markdownTable } from '../markdown.ts';
import type { CountedNight, FunctionCounts } from './count-night.ts';
import { costOf, listPrices, type PricedItem, pricesAsOf, pricesRegion } from './prices.ts';
import type { StandingResources } from './standing-resources.ts';

/** A stop and a start of ten node groups may cost this, in US dollars. */
export const targetDollars = 0.02;

/** What the sandbox cannot know. Each is rather too much. */
export const assumptions = {
  /** Of a request to AWS or Kubernetes, one after the other, in the same region. */
  requestMs: 30,
  /** From nothing to a function that is ready, which is charged for. */
  coldStartMs: 800,
  /** MB of memory that come with a whole CPU, which is what the measured time had. */
  wholeCpuMb: 1769,
  /** The platform's lines around an invocation: start, end and report. */
  platformBytes: 1_000,
  /** Step Functions' line for an event of the history, without execution data. */
  eventBytes: 600,
  /** A night on each working day. */
  nightsPerMonth: 22,
  /** A metric is charged for the hours in which it has a value: one in the evening, one in the morning. */
  metricHoursPerNight: 2,
} as const;

type Units = Partial<Record<PricedItem, number>>;

/** The whole of docs/cost.md. */
export function costPage(night: CountedNight, standing: StandingResources): string {
  const { counts, measuredSeconds } = night;
  const ofNight = unitsOfNight(night, standing);
  const perNight = totalOf(ofNight);
  const ofMonth = unitsOfMonth(night, standing);
  const nights = assumptions.nightsPerMonth;
  const sum = perNight * nights + totalOf(ofMonth);
  return `# What a night costs

A stop and a start of a cluster with ${counts.nodeGroups} node groups cost **${dollars(perNight)}** (the target is ${dollars(targetDollars)}), of
which ${percent(costOf('transitions', ofNight.transitions ?? 0) / perNight)} is Step Functions. What stands all month costs **${dollars(totalOf(ofMonth), 2)}**; of it only the metrics grow
with the number of clusters. One cluster on ${nights} working days is ${dollars(sum, 2)} a month. Against it stands every hour of every node that was gone.

This page is made by \`npm run docs:cost\` from what the sandbox counts when it plays that night through the deployed machines and
functions, as a schedule starts it. Prices are AWS' public list prices for ${pricesRegion}, written down on ${pricesAsOf}, without any free
tier; check them on the pages named below before you rely on them.

## A stop and a start

${table(ofNight)}

The functions were invoked ${sumOf(counts.functions, 'invocations')} times and sent ${sumOf(counts.functions, 'requests')} requests to AWS and Kubernetes; ${sumOf(counts.functions, 'coldStarts')} of the invocations found no
function ready. They worked ${measuredSeconds.toFixed(1)} s, measured in the sandbox on a whole CPU at the last generation: the only figure here that is not the
same each time.

## What stands, a month

${table(ofMonth)}

## What is assumed

- A request takes ${assumptions.requestMs} ms, each is waited for by itself, and a start of a function that was not ready takes ${assumptions.coldStartMs} ms. A function with n MB
  of memory has n/${assumptions.wholeCpuMb.toLocaleString('en-US')} of a CPU.
- Items of the table are counted as big as all requests that appended to them, reads as strongly consistent.
- The key is asked once for each invocation, twice for each notice, and once for each object in the bucket; every invocation is traced.
- A log line of the platform comes three times for each invocation, ${assumptions.platformBytes.toLocaleString('en-US')} bytes together; one of Step Functions for each of the ${counts.historyEvents} events of
  the histories, ${assumptions.eventBytes} bytes each.
- Not counted, because cents a month do not show it: storage of the table, its recovery, the bucket and the logs. Not counted, because
  it is yours: interface endpoints or a NAT gateway where \`deployment.network\` places functions in a VPC, about ${dollars(0.012, 3)} an hour for each
  endpoint and zone.
`;
}

/** What one stop and one start cost, in US dollars. */
export function dollarsOfNight(night: CountedNight, standing: StandingResources): number {
  return totalOf(unitsOfNight(night, standing));
}

function unitsOfNight({ counts, measuredSeconds }: CountedNight, standing: StandingResources): Units {
  const { functions, transitions, tableWrites, tableReads, bucketWrites, notices } = counts;
  const invocations = sumOf(functions, 'invocations');
  const waiting = [...functions].map(([name, { requests, coldStarts }]) => {
    const seconds = (requests * assumptions.requestMs + coldStarts * assumptions.coldStartMs) / 1000;
    return (seconds * memoryOf(standing, name)) / 1024;
  });
  const working = (measuredSeconds * assumptions.wholeCpuMb) / 1024;
  return {
    transitions,
    invocations,
    gigabyteSeconds: Math.ceil(waiting.reduce((sum, each) => sum + each, working)),
    tableWrites,
    tableReads,
    bucketWrites,
    notices,
    logBytes: roundUp(
      counts.logBytes + invocations * assumptions.platformBytes + counts.historyEvents * assumptions.eventBytes,
      100_000,
    ),
    keyRequests: invocations + bucketWrites + 2 * notices,
    traces: invocations,
    schedules: 2,
  };
}

function unitsOfMonth({ counts }: CountedNight, { keys, alarms, dashboards, ticksPerMonth }: StandingResources): Units {
  return {
    keys,
    alarms,
    dashboards,
    metricHours: counts.metrics * assumptions.metricHoursPerNight * assumptions.nightsPerMonth,
    ...(ticksPerMonth === 0 ? {} : { invocations: ticksPerMonth }),
  };
}

function memoryOf({ memoryMb }: StandingResources, functionArn: string): number {
  const found = memoryMb.get(functionArn.replace(/^.*:/, ''));
  if (found === undefined) throw new Error(`The template has no function ${functionArn}.`);
  return found;
}

function sumOf(functions: ReadonlyMap<string, FunctionCounts>, figure: keyof FunctionCounts): number {
  return [...functions.values()].reduce((sum, counts) => sum + counts[figure], 0);
}

function totalOf(units: Units): number {
  return entriesOf(units).reduce((sum, [item, count]) => sum + costOf(item, count), 0);
}

function entriesOf(units: Units): [PricedItem, number][] {
  return Object.entries(units) as [PricedItem, number][];
}

function table(units: Units): string {
  const rows = entriesOf(units)
    .sort(([a, unitsOfA], [b, unitsOfB]) => costOf(b, unitsOfB) - costOf(a, unitsOfA))
    .map(([item, count]) => {
      const { unit, page, dollars: each, per } = listPrices[item];
      const price = `[${each} for ${per.toLocaleString('en-US')}](${page})`;
      return [unit, count.toLocaleString('en-US'), price, costOf(item, count).toFixed(6)];
    });
  const header = ['what', 'how many', 'list price, USD', 'together, USD'];
  return markdownTable(header, [...rows, ['**together**', '', '', `**${totalOf(units).toFixed(6)}**`]]);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function dollars(amount: number, digits = 4): string {
  return `${amount.toFixed(digits)} USD`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
