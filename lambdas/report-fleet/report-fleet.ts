import { compactTime } from '../../src/domain/compact-time.ts';
import { FleetFailedError } from '../../src/domain/errors.ts';
import type { FleetOutcome, FleetPlan, FleetTarget, LookAgain, Place } from '../../src/domain/fleet.ts';
import { hasFleetFailed, isRepeatable, outcomesOf } from '../../src/domain/fleet-outcomes.ts';
import { messageOf } from '../../src/notices/message-of.ts';
import { wantedNotice } from '../../src/notices/notice.ts';
import { noticeOfFleet } from '../../src/notices/notice-of-fleet.ts';
import { buildFleetReport, type FleetReport } from '../../src/report/fleet.ts';
import { fleetHeadline, fleetText } from '../../src/report/fleet-text.ts';
import type { FleetContext, FleetEvent } from '../as-fleet-step.ts';
import { fleetRunName } from '../fleet-run-name.ts';
import { tellPeople } from '../tell-people.ts';
import { findFailedStates } from './find-failed-states.ts';

export interface ReportFleetEvent extends FleetEvent {
  readonly plan: FleetPlan;
  /** What was known without a run, or is left from before the failed ones were repeated. */
  readonly settled: readonly FleetOutcome[];
  readonly warnings: readonly string[];
  /** The clusters that the Map was for, as `account/region/name`. */
  readonly expected: readonly string[];
  /** What its children answered: FleetOutcome, or what Step Functions makes of a child that did not come to its end. */
  readonly outcomes: readonly unknown[];
  readonly redriveCount: number;
  /** The redrive count with which the Map ended. */
  readonly round: number;
}

export type ReportFleetAnswer =
  | {
      /** The machine runs these again, and comes back here. */
      readonly status: 'again';
      readonly plan: FleetPlan;
      readonly targets: readonly FleetTarget[];
      readonly settled: readonly FleetOutcome[];
    }
  /** The machine has these places listed first, and then runs what is to be run again together with what they have. */
  | { readonly status: 'look'; readonly again: LookAgain }
  | { readonly status: 'done'; readonly summary: FleetSummary };

/** What the execution ends with, for the person who opens it. */
export interface FleetSummary {
  readonly fleet: string;
  readonly clusters: number;
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly report: string;
}

/**
 * Tells how each cluster fared: a table in the bucket, a message to people, and a failure of the fleet as `fleet.failsWhen` says. When
 * the fleet was redriven after it had failed here, it asks for the failed clusters to be run again, and for no others. Places
 * that could not be listed are listed anew before.
 *
 * Safe to repeat: the report has one address for the whole fleet and is written again.
 *
 * @throws {FleetFailedError} when people have been told.
 */
export async function reportFleet(context: FleetContext, event: ReportFleetEvent): Promise<ReportFleetAnswer> {
  const { plan, execution } = event;
  const all = [...event.settled, ...outcomesOf(event.expected, event.outcomes)];
  const again = againOf(event, all);
  if (again !== null) {
    context.logger.info(`Redriven: ${all.filter(isRepeatable).length} of ${all.length} outcomes are repeated`);
    return again;
  }
  const states = await findFailedStates(context, execution.arn, plan.action, all);
  const report = buildFleetReport(
    { ...execution, plan, endedAt: context.now().toISOString(), warnings: event.warnings },
    all,
    states,
  );
  const address = await store(context, report);
  await tell(context, plan, report, address);
  if (hasFleetFailed(plan.failsWhen, all)) throw failure(report, all, address);
  const { clusters, done, skipped, failed } = report.counts;
  return {
    status: 'done',
    summary: { fleet: fleetHeadline(report), clusters, done, skipped, failed, report: address },
  };
}

/** What a redrive repeats; null where the fleet was not redriven after it had failed here, or nothing can be repeated. */
function againOf(
  { plan, warnings, redriveCount, round }: ReportFleetEvent,
  all: readonly FleetOutcome[],
): ReportFleetAnswer | null {
  const repeated = redriveCount > round ? all.filter(isRepeatable) : [];
  if (repeated.length === 0) return null;
  const targets = repeated
    .filter((outcome) => !mustLook(outcome))
    .map(({ account, region, cluster }) => ({
      ...{ cluster, account, region },
      name: fleetRunName({ account, region, cluster }, plan, redriveCount),
    }));
  const settled = all.filter((outcome) => !isRepeatable(outcome));
  const places = placesOf(repeated.filter(mustLook));
  return places.length > 0
    ? { status: 'look', again: { places, targets, settled, warnings } }
    : { status: 'again', plan, targets, settled };
}

function mustLook(outcome: FleetOutcome): boolean {
  return outcome.status === 'failed' && outcome.lookAgain === true;
}

function placesOf(outcomes: readonly FleetOutcome[]): Place[] {
  const places = outcomes.map(({ account, region }) => ({ account, region }));
  return [...new Map(places.map((place) => [`${place.account}/${place.region}`, place])).values()];
}

/** `reports/_fleet/20261123T200003Z-stop-office-hours-stop-0412.json`: sorts by time; no cluster is called `_fleet`. */
async function store({ reports }: FleetContext, report: FleetReport): Promise<string> {
  const { startedAt, action, id } = report.fleet;
  const key = `reports/_fleet/${compactTime(startedAt)}-${action}-${id}`;
  const address = await reports.put(`${key}.json`, `${JSON.stringify(report, null, 2)}\n`, 'application/json');
  await reports.put(`${key}.txt`, fleetText(report), 'text/plain; charset=utf-8');
  return address;
}

/** A topic that cannot be reached must not fail the fleet: then the report says that nobody was told. */
async function tell(context: FleetContext, plan: FleetPlan, report: FleetReport, address: string): Promise<void> {
  // A dry run changed nothing that people would have to hear of.
  const notice = plan.dryRun ? null : wantedNotice(noticeOfFleet(report, address), plan.notifications);
  if (notice === null) return;
  const problem = await tellPeople(context.notices, messageOf(notice));
  if (problem === null) return;
  context.logger.warn(problem);
  await store(context, { ...report, warnings: [...report.warnings, problem] });
}

function failure(report: FleetReport, all: readonly FleetOutcome[], address: string): FleetFailedError {
  const cures = [
    ...(all.some(isRepeatable)
      ? ['Remove the causes and redrive this execution: it runs the failed clusters again, and just these.']
      : []),
    ...(all.some((outcome) => outcome.status === 'failed' && !isRepeatable(outcome))
      ? [
          'Names that were not found need a new execution: a redrive looks for them only where clusters could not be listed.',
        ]
      : []),
  ];
  return new FleetFailedError(`${fleetHeadline(report)}`, `${cures.join(' ')} The report is at ${address}.`);
}
