import type { Firing, Starter } from '../../src/domain/firing-schedule.ts';
import type { AutoscalerRecord, NodeGroupRecord, WebhookRecord } from '../../src/domain/recorded-state.ts';
import type { ClusterId } from '../../src/domain/run.ts';
import type { StandingName, TableFacts } from '../../src/domain/standing.ts';
import type { KnownRun } from '../known-runs.ts';

/** How one cluster stands, and what a person can do about it. Instants are ISO 8601 UTC. */
export interface ClusterStatus {
  readonly cluster: ClusterId;
  readonly state: StandingName;
  /** Null where nobody knows any more. */
  readonly since: string | null;
  /** The run that brought it there, or is at it. */
  readonly by: { readonly run: string; readonly startedBy: Starter } | null;
  /** What a start brings back. */
  readonly comesBack: {
    readonly nodeGroups: readonly Pick<NodeGroupRecord, 'name' | 'minSize' | 'maxSize' | 'desiredSize'>[];
    readonly autoscalers: readonly Pick<AutoscalerRecord, 'namespace' | 'name' | 'replicas'>[];
    readonly webhooks: readonly Pick<WebhookRecord, 'kind' | 'configuration' | 'webhook' | 'failurePolicy'>[];
    /** Keys of records that cannot be read, with the reason: a start takes the copy on the thing itself. */
    readonly unreadable: readonly { readonly key: string; readonly problem: string }[];
  };
  readonly lock: TableFacts['lock'];
  /** The newest three. */
  readonly lastRuns: readonly KnownRun[];
  /** The next stop and the next start of the schedules. */
  readonly next: readonly (Omit<Firing, 'at'> & { readonly at: string })[];
  /** What to type, each with the reason. */
  readonly commands: readonly { readonly text: string; readonly command: string }[];
}
