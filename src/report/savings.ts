import { z } from 'zod';
import type { JournalEntry, PastRun } from '../aws/ports.ts';
import type { NodeGroupRecord } from '../domain/recorded-state.ts';
import type { Action } from '../domain/run.ts';
import { type PriceList, type Savings, type Sleep, savingsOf } from '../domain/savings.ts';
import type { ReportNodeGroup } from './node-groups.ts';
import { secondsBetween } from './phases.ts';

export interface ReportSavings extends Savings {
  /** `sleep`: of the sleep that a start ended. `hour`: what each hour of the sleep spares that a stop began. */
  readonly per: 'sleep' | 'hour';
  /** How the numbers are meant, what they leave out and what goes on costing; sentences. */
  readonly remarks: readonly string[];
}

/** What is known beside the journal of the run: the records of the node groups, and the stop that a start ends. */
export interface SavingsSources {
  readonly records: readonly NodeGroupRecord[];
  readonly stop: Pick<PastRun, 'startedAt' | 'entries'> | null;
  readonly prices: PriceList | null;
}

/**
 * Node-hours that the sleep of a cluster spares. A group is asleep from when the stop saw EKS be done with it to when the start first
 * asked for its nodes: the drain before and the boot after cost as ever. Null where no group is known to have slept.
 */
export function reportSavings(
  { action, dryRun }: { readonly action: Action; readonly dryRun: boolean },
  entries: readonly JournalEntry[],
  groups: readonly ReportNodeGroup[],
  { records, stop, prices }: SavingsSources,
): ReportSavings | null {
  const noted = notedTypes(entries);
  const typesOf = (name: string) =>
    records.find((record) => record.name === name)?.instanceTypes ?? noted.get(name) ?? [];
  const asleep = action === 'stop' ? putToSleep(groups) : dryRun ? [] : wokenUp(groups, entries, { records, stop });
  const sleeps = asleep.map((sleep): Sleep => ({ ...sleep, instanceTypes: typesOf(sleep.nodeGroup) }));
  const savings = savingsOf(sleeps, prices);
  if (savings.nodeHours === 0) return null;
  return {
    ...savings,
    per: action === 'stop' ? 'hour' : 'sleep',
    remarks: remarksOn(
      savings,
      prices,
      asleep.filter(({ isFromRecord }) => isFromRecord).map(({ nodeGroup }) => nodeGroup),
    ),
  };
}

const typesFact = z.array(z.object({ name: z.string(), instanceTypes: z.array(z.string()) }));

/** What Record state saw: on a dry run there may be no record. */
function notedTypes(entries: readonly JournalEntry[]): Map<string, readonly string[]> {
  const fact = entries.find(({ phase }) => phase === 'record-state')?.facts.nodeGroups;
  return new Map((typesFact.safeParse(fact).data ?? []).map(({ name, instanceTypes }) => [name, instanceTypes]));
}

type Away = Omit<Sleep, 'instanceTypes'> & { readonly isFromRecord: boolean };

function putToSleep(groups: readonly ReportNodeGroup[]): Away[] {
  return groups.flatMap(({ name, before, asleep }) =>
    before && asleep
      ? [{ nodeGroup: name, nodes: before.desired - asleep.desired, seconds: 3600, isFromRecord: false }]
      : [],
  );
}

function wokenUp(
  groups: readonly ReportNodeGroup[],
  entries: readonly JournalEntry[],
  { records, stop }: Pick<SavingsSources, 'records' | 'stop'>,
): Away[] {
  return groups.flatMap(({ name, asleep, after }): Away[] => {
    const record = records.find((one) => one.name === name);
    const awakeAt = scalingOf(entries, name)?.startedAt;
    if (!record || awakeAt === undefined || asleep?.desired !== 0 || !after) return [];
    const slept = scalingOf(stop?.entries ?? [], name);
    // The journal of another night says nothing of this one.
    const isOfThisSleep = slept?.status === 'done' && slept.endedAt >= record.recordedAt;
    const asleepAt = isOfThisSleep ? slept.endedAt : record.recordedAt;
    const seconds = secondsBetween(asleepAt, awakeAt);
    // What somebody added by hand did not sleep, and what they took away would not have run.
    const nodes = Math.min(record.desiredSize, after.desired);
    return [{ nodeGroup: name, nodes, seconds, isFromRecord: !isOfThisSleep }];
  });
}

function scalingOf(entries: readonly JournalEntry[], group: string): JournalEntry | undefined {
  return entries.find(({ phase, item }) => phase === 'scale-node-group' && item === group);
}

function remarksOn(savings: Savings, prices: PriceList | null, fromRecord: readonly string[]): string[] {
  const remarks: string[] = [];
  if (prices === null) remarks.push('No price list was given, so this says node-hours and no money.');
  if (savings.unpriced.length > 0) {
    remarks.push(`Without a price, so not in the amount: ${savings.unpriced.join(', ')}.`);
  }
  if (fromRecord.length > 0) {
    remarks.push(
      `Counted from when their sizes were recorded, a drain too early, because the journal of the stop does not have them: ${fromRecord.join(', ')}.`,
    );
  }
  remarks.push(
    'Goes on costing while the nodes sleep: the control plane, volumes of persistent volume claims, load balancers, NAT gateways, Fargate pods, and node groups that are excluded.',
  );
  return remarks;
}
