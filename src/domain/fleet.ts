import type { Action } from './run.ts';
import type { NotificationSettings } from './run-settings.ts';

/** One account in one region: where clusters are looked for. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A cluster that the fleet runs. */
export interface FleetTarget extends Place {
  readonly cluster: string;
  /** The name of its run's execution: at most 80 characters. */
  readonly name: string;
}

/** What the run of one cluster is told besides the cluster: see fleetInputSchema. */
export interface RunOrders {
  readonly dryRun?: boolean;
  readonly takeover?: boolean;
  readonly [override: string]: unknown;
}

/** What a fleet decided once, at its beginning; it goes through the machine and holds for a redrive. */
export interface FleetPlan {
  readonly action: Action;
  readonly dryRun: boolean;
  /** The end of the names of the runs: the scheduled time, `20261123T200000Z`, or the name of the fleet's execution. */
  readonly slot: string;
  /** The schedule that started it, or null. */
  readonly schedule: string | null;
  /** The scheduler's own place: the runs of clusters elsewhere have names that say so. */
  readonly home: Place;
  /** Clusters at once. */
  readonly concurrency: number;
  readonly failsWhen: 'any' | 'all' | 'never';
  /** Characters of a cause that an outcome may have: fewer where there are many clusters. */
  readonly causeLength: number;
  /** Handed to every run. */
  readonly orders: RunOrders;
  /** Absent in fleets that began before it was handed down: then every kind is sent. */
  readonly notifications?: NotificationSettings;
}

/** How one cluster fared. Where a name was not found or a place could not be listed there was no run. */
export type FleetOutcome = Place & { readonly cluster: string } & (
    | { readonly status: 'done' }
    | { readonly status: 'skipped'; readonly reason: string }
    | {
        readonly status: 'failed';
        readonly error: string;
        /** What the error says, cut. */
        readonly cause: string;
        /** The name of the failed run's execution; absent where there was none. */
        readonly run?: string;
        /** False for a name that was found nowhere: nothing will come of repeating it. */
        readonly repeatable?: false;
        /** True for a place that could not be listed, or a cluster whose tags could not be read: a redrive looks there anew. */
        readonly lookAgain?: true;
      }
  );

/** What a redriven fleet begins with anew where places were out of reach: they are listed, and what they have is added to the rest. */
export interface LookAgain {
  readonly places: readonly Place[];
  /** What failed and is run again, found before. */
  readonly targets: readonly FleetTarget[];
  /** What stays settled. */
  readonly settled: readonly FleetOutcome[];
  readonly warnings: readonly string[];
}

/** What the fleet's children have in common: a cluster in its place. */
export function placedName({ account, region, cluster }: Place & { readonly cluster: string }): string {
  return `${account}/${region}/${cluster}`;
}
