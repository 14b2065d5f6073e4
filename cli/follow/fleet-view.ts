import type { ExecutionEvent } from '../../src/aws/execution-history.ts';
import { type FleetOutcome, type FleetTarget, placedName } from '../../src/domain/fleet.ts';

/** One cluster of a fleet that is followed. */
export interface ClusterView {
  readonly account: string;
  readonly region: string;
  readonly cluster: string;
  /** The name of its run's execution; null where there is none. */
  readonly run: string | null;
  /** `waiting`: its turn has not come. */
  readonly status: 'waiting' | 'running' | 'done' | 'skipped' | 'failed';
  /** The phase at which it is, why it was skipped, or what failed; null where it is not known. */
  readonly detail: string | null;
}

export interface FleetView {
  readonly clusters: readonly ClusterView[];
}

/** What is known of one run, by its name. */
export interface ChildRun {
  readonly name: string;
  readonly status: string;
  /** The title of the phase at which it is; null where nobody has asked. */
  readonly phase: string | null;
}

/** What the states of a fleet answer, as far as it is shown. */
interface FleetAnswer {
  readonly targets?: readonly FleetTarget[];
  readonly settled?: readonly FleetOutcome[];
  readonly outcomes?: readonly unknown[];
}

/**
 * The clusters of a fleet as its history and its runs tell them.
 *
 * @param childOf How a run stands, by the name of its execution.
 */
export function fleetView(
  events: readonly ExecutionEvent[],
  childOf: (run: string) => ChildRun | undefined,
): FleetView {
  const { targets, outcomes } = fleetFacts(events);
  const clusters = targets.map((target): ClusterView => {
    const outcome = outcomes.get(placedName(target));
    return outcome ? settledView(outcome, target.name) : runningView(target, childOf(target.name));
  });
  const named = new Set(targets.map(placedName));
  const others = [...outcomes.values()].filter((outcome) => !named.has(placedName(outcome)));
  return { clusters: [...clusters, ...others.map((outcome) => settledView(outcome, null))] };
}

/** The names of the runs that have no outcome yet. */
export function openRuns(events: readonly ExecutionEvent[]): string[] {
  const { targets, outcomes } = fleetFacts(events);
  return targets.filter((target) => !outcomes.has(placedName(target))).map(({ name }) => name);
}

/** Who is to be run, the last word of it, and what is known of each: a redrive runs anew what had failed. */
function fleetFacts(events: readonly ExecutionEvent[]) {
  const targets = new Map<string, FleetTarget>();
  const outcomes = new Map<string, FleetOutcome>();
  for (const event of events) {
    if (event.type === 'ExecutionRedriven') forgetFailures(outcomes);
    const answer = answerIn(event);
    for (const target of answer.targets ?? []) {
      targets.set(placedName(target), target);
      outcomes.delete(placedName(target));
    }
    for (const outcome of [...(answer.settled ?? []), ...(answer.outcomes ?? []).filter(isOutcome)]) {
      outcomes.set(placedName(outcome), outcome);
    }
  }
  return { targets: [...targets.values()], outcomes };
}

/** They are repeated, or told once more. */
function forgetFailures(outcomes: Map<string, FleetOutcome>): void {
  for (const [placed, { status }] of outcomes) if (status === 'failed') outcomes.delete(placed);
}

/** Choices and Passes hand on what they were given: they say nothing new. */
function answerIn({ type, output }: ExecutionEvent): FleetAnswer {
  if (output === undefined || !/^(Task|Map)StateExited$/.test(type)) return {};
  const value: unknown = JSON.parse(output);
  return typeof value === 'object' && value !== null ? value : {};
}

function isOutcome(value: unknown): value is FleetOutcome {
  return typeof value === 'object' && value !== null && 'cluster' in value && 'status' in value;
}

function settledView(outcome: FleetOutcome, run: string | null): ClusterView {
  const { account, region, cluster, status } = outcome;
  const placed = { account, region, cluster, status };
  if (outcome.status === 'failed') {
    return { ...placed, run: outcome.run ?? run, detail: `${outcome.error}: ${outcome.cause}` };
  }
  return { ...placed, run, detail: outcome.status === 'skipped' ? outcome.reason : null };
}

function runningView({ account, region, cluster }: FleetTarget, child: ChildRun | undefined): ClusterView {
  const placed = { account, region, cluster };
  if (child === undefined) return { ...placed, run: null, status: 'waiting', detail: null };
  const status = statuses[child.status] ?? 'running';
  return { ...placed, run: child.name, status, detail: child.phase };
}

const statuses: Readonly<Record<string, ClusterView['status']>> = {
  SUCCEEDED: 'done',
  FAILED: 'failed',
  TIMED_OUT: 'failed',
  ABORTED: 'failed',
};
