import { type FleetInput, parseFleetInput } from '../../src/config/fleet-input.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { assertPlacesFit } from '../../src/config/places-limit.ts';
import type { Configuration } from '../../src/config/schema.ts';
import { type Choice, chooseClusters, clusterNotFound } from '../../src/domain/choose-clusters.ts';
import { compactTime } from '../../src/domain/compact-time.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { few } from '../../src/domain/few.ts';
import {
  type FleetOutcome,
  type FleetPlan,
  type FleetTarget,
  type LookAgain,
  type Place,
  placedName,
} from '../../src/domain/fleet.ts';
import type { FleetContext, FleetEvent } from '../as-fleet-step.ts';
import { fleetRunName } from '../fleet-run-name.ts';
import { causeLengthFor, cutOutcomes } from '../fleet-sizes.ts';
import { findClusters } from './find-clusters.ts';

export interface ResolveTargetsEvent extends FleetEvent {
  /** The input of the execution, as it came. */
  readonly input: unknown;
  /** How often the machine has asked again. */
  readonly retryCount: number;
  /** Null or absent at the beginning of a fleet; else only its places are looked at, and the rest stays as it was. */
  readonly again?: LookAgain | null;
}

export type ResolveTargetsAnswer =
  | { readonly status: 'skipped'; readonly reason: string }
  | {
      /** `empty`: no cluster is to be run. */
      readonly status: 'done' | 'empty';
      readonly plan: FleetPlan;
      readonly targets: readonly FleetTarget[];
      /** What needs no run: excluded, not found, not listed. */
      readonly settled: readonly FleetOutcome[];
      readonly warnings: readonly string[];
    };

/** After so many repeats, a minute and a half, a place that is still out of reach is left out: the clusters elsewhere wait for nobody. */
const patience = 7;

/**
 * Finds the clusters that a fleet is for, and makes the plan that holds for the whole execution. Answers `skipped` where another
 * execution has the slot, and `empty` where there is nothing to run.
 *
 * Safe to repeat: the slot stays with this execution, and each run's name is made from the slot.
 *
 * @throws {ConfigurationError} for an input or a configuration that cannot be, or more clusters than fit into one execution.
 * @throws {TransientError} for what is tried again.
 */
export async function resolveTargets(
  context: FleetContext,
  { input: given, execution, retryCount, again = null }: ResolveTargetsEvent,
): Promise<ResolveTargetsAnswer> {
  const input = parseFleetInput(given);
  const configuration = loadFile(context.configurationText, context.environment);
  const places = again?.places ?? placesOf(input, configuration, context);
  const taken = await claimSlot(context, input, execution.arn);
  if (taken !== null) return { status: 'skipped', reason: taken };

  const found = await findClusters(context.directory, places, {
    patterns: input.clusters ?? [],
    withTags: Object.keys(input.tags ?? {}).length > 0,
    mayRetry: retryCount < patience,
  });
  const known = new Set([...(again?.targets ?? []), ...(again?.settled ?? [])].map(placedName));
  const choice = chooseClusters(
    {
      action: input.action,
      patterns: input.clusters ?? [],
      tags: input.tags ?? {},
      exclude: input.exclude ?? [],
      excludedFromStops: configuration.exclusions.clusters,
    },
    found.clusters.filter((cluster) => !known.has(placedName(cluster))),
    found,
  );
  const problems = found.problems.filter((problem) => !known.has(placedName(problem)));
  const looked = { ...choice, settled: [...problems, ...choice.settled] };
  const plan = planOf(context, input, execution.name, configuration);
  return answerOf(context, plan, again === null ? looked : addedTo(again, looked), again?.targets);
}

/** What a second look adds to the first. A name is nowhere, and a filter empty, where neither look has found anything for it. */
function addedTo({ settled, warnings }: LookAgain, looked: Choice): Choice {
  const isMissing = (outcome: FleetOutcome) => outcome.status === 'failed' && outcome.error === clusterNotFound;
  const before = new Set(settled.filter(isMissing).map(({ cluster }) => cluster));
  return {
    chosen: looked.chosen,
    settled: [
      ...settled.filter((outcome) => !isMissing(outcome)),
      ...looked.settled.filter((outcome) => !isMissing(outcome) || before.has(outcome.cluster)),
    ],
    warnings: looked.warnings.filter((warning) => warnings.includes(warning)),
  };
}

/** Why there is nothing to do, or null. A dry run changes nothing, and so takes no slot from the run that does. */
async function claimSlot(
  { slots, now }: FleetContext,
  { action, dryRun, schedule }: FleetInput,
  executionArn: string,
): Promise<string | null> {
  if (schedule === undefined || dryRun) return null;
  const { name, scheduledTime } = schedule;
  const claim = await slots.claim({ schedule: name, action, scheduledTime }, executionArn, now());
  if (claim.claimed) return null;
  return `the ${action} of schedule ${name} at ${scheduledTime} is run by ${claim.holder}`;
}

/** Every account in every region: of the input, else of the configuration, else the scheduler's own. */
function placesOf(input: FleetInput, configuration: Configuration, { account, region }: FleetContext): Place[] {
  const unknown = (input.accounts ?? []).filter(
    (each) => configuration.accounts.length > 0 && each !== account && !configuration.accounts.includes(each),
  );
  if (unknown.length > 0) {
    throw new ConfigurationError(
      `accounts: ${few(unknown).join(', ')}: not one of this scheduler’s accounts (input of the execution).`,
      `Write some of ${few(configuration.accounts).join(', ')}, or add it under accounts in eks-scheduler.yaml.`,
    );
  }
  const accounts = firstOf(input.accounts, configuration.accounts, [account]);
  const regions = firstOf(input.regions, configuration.regions, [region]);
  assertPlacesFit({ accounts, regions }, 'The fleet', 'input of the execution and eks-scheduler.yaml');
  return accounts.flatMap((one) => regions.map((other) => ({ account: one, region: other })));
}

/** The first list that is not empty, each entry once. */
function firstOf(...lists: readonly (readonly string[] | undefined)[]): string[] {
  return [...new Set(lists.find((list) => list !== undefined && list.length > 0))];
}

function planOf(
  { account, region }: FleetContext,
  { action, dryRun = false, takeover, overrides, schedule }: FleetInput,
  executionName: string,
  { fleet, notifications }: Configuration,
): Omit<FleetPlan, 'causeLength'> {
  return {
    action,
    dryRun,
    slot: schedule ? compactTime(schedule.scheduledTime) : executionName,
    schedule: schedule?.name ?? null,
    home: { account, region },
    concurrency: fleet.concurrency,
    failsWhen: fleet.failsWhen,
    orders: { ...overrides, ...(dryRun ? { dryRun } : {}), ...(takeover ? { takeover } : {}) },
    notifications,
  };
}

function answerOf(
  { logger }: FleetContext,
  planned: Omit<FleetPlan, 'causeLength'>,
  { chosen, settled, warnings }: Choice,
  repeated: readonly FleetTarget[] = [],
): ResolveTargetsAnswer {
  for (const warning of warnings) logger.warn(warning);
  const found = chosen.map(({ account, region, cluster }) => ({
    ...{ cluster, account, region },
    name: fleetRunName({ account, region, cluster }, planned),
  }));
  const targets = [...repeated, ...found];
  const causeLength = causeLengthFor(targets, settled);
  if (causeLength === null) {
    throw new ConfigurationError(
      `The fleet is for ${targets.length} clusters, and ${settled.length} that need no run: more than one execution can tell of.`,
      'Split it: two schedules, or two executions, each with a part of the names, accounts or regions.',
    );
  }
  const plan = { ...planned, causeLength };
  logger.info(`${targets.length} clusters to run, ${settled.length} settled without`, { plan });
  return {
    status: targets.length > 0 ? 'done' : 'empty',
    ...{ plan, targets, settled: cutOutcomes(settled, causeLength), warnings: few(warnings, 20) },
  };
}
