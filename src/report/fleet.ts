import { type FleetOutcome, type FleetPlan, placedName } from '../domain/fleet.ts';

/** How a fleet went, cluster by cluster. */
export interface FleetReport {
  readonly fleet: {
    /** The execution's name. */
    readonly id: string;
    readonly executionArn: string;
    readonly action: FleetPlan['action'];
    readonly dryRun: boolean;
    /** The schedule that started it, with its slot; null where a person did. */
    readonly schedule: { readonly name: string; readonly slot: string } | null;
    /** ISO 8601, UTC. */
    readonly startedAt: string;
    readonly endedAt: string;
  };
  readonly counts: {
    readonly clusters: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
  };
  readonly warnings: readonly string[];
  /** Failed ones first, then skipped, then done; by name. */
  readonly clusters: readonly (FleetOutcome & { readonly state?: string })[];
}

interface ToldFleet {
  readonly arn: string;
  readonly name: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly plan: FleetPlan;
  readonly warnings: readonly string[];
}

const order = ['failed', 'skipped', 'done'] as const;

/** @param states The title of the state at which a run failed, by the cluster's placed name. */
export function buildFleetReport(
  { arn, name, startedAt, endedAt, plan, warnings }: ToldFleet,
  outcomes: readonly FleetOutcome[],
  states: ReadonlyMap<string, string>,
): FleetReport {
  const count = (status: FleetOutcome['status']) => outcomes.filter((outcome) => outcome.status === status).length;
  const { action, dryRun, schedule, slot } = plan;
  return {
    fleet: {
      ...{ id: name, executionArn: arn, action, dryRun, startedAt, endedAt },
      schedule: schedule === null ? null : { name: schedule, slot },
    },
    counts: { clusters: outcomes.length, done: count('done'), skipped: count('skipped'), failed: count('failed') },
    warnings,
    clusters: outcomes
      .map((outcome) => {
        const state = states.get(placedName(outcome));
        return outcome.status === 'failed' && state !== undefined ? { ...outcome, state } : outcome;
      })
      .sort(byWeight),
  };
}

function byWeight(one: FleetOutcome, other: FleetOutcome): number {
  const weight = order.indexOf(one.status) - order.indexOf(other.status);
  if (weight !== 0) return weight;
  return one.cluster === other.cluster
    ? placedName(one).localeCompare(placedName(other), 'en')
    : one.cluster.localeCompare(other.cluster, 'en');
}
