import type { StopHistory } from '../domain/choose-copy.ts';
import type { Place } from '../domain/fleet.ts';
import type {
  AutoscalerRecord,
  NodeGroupRecord,
  NodeGroupSize,
  WebhookOutcome,
  WebhookRecord,
} from '../domain/recorded-state.ts';
import type { Action, Run, Summary } from '../domain/run.ts';
import type { HeldLock, Outstanding } from '../domain/stock.ts';

/** What EKS says of a cluster. */
export interface ClusterDescription {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly version: string;
  readonly endpoint: string;
  /** PEM bundle, base64. */
  readonly certificateAuthority: string;
  readonly tags: Readonly<Record<string, string>>;
  /** EKS Auto Mode runs its nodes itself: this product refuses such clusters. */
  readonly isAutoMode: boolean;
  /** `API`, `API_AND_CONFIG_MAP`, or `CONFIG_MAP`: then access entries count for nothing, and only the aws-auth ConfigMap lets a role in. */
  readonly authenticationMode: string;
}

/** What EKS says of one managed node group. */
export interface NodeGroup extends NodeGroupSize {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly instanceTypes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Labels that its nodes always carry, beside those that EKS and their kubelets give them. */
  readonly labels: Readonly<Record<string, string>>;
  /** Taints that its nodes always carry, with effects as Kubernetes spells them. */
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  readonly healthIssues: readonly {
    readonly code: string;
    readonly message: string;
    readonly resourceIds: readonly string[];
  }[];
  readonly autoScalingGroups: readonly string[];
}

/**
 * The managed node groups of one cluster, through EKS. Throws AccessDeniedError, ClusterUnreachableError (no such cluster, with
 * the cure), TransientError (throttling, 5xx) and NodeGroupError (a change that EKS refuses, with its words).
 */
export interface NodeGroups {
  describeCluster(): Promise<ClusterDescription>;
  /** Names alone: one call for a hundred groups, where `list` asks EKS about each. For what is asked every few seconds. */
  names(): Promise<readonly string[]>;
  list(): Promise<NodeGroup[]>;
  describe(name: string): Promise<NodeGroup | null>;
  /** Asks for new sizes. `busy` when an update of the group is under way (ResourceInUse). */
  resize(
    name: string,
    size: NodeGroupSize,
  ): Promise<
    { readonly result: 'updating'; readonly updateId: string } | { readonly result: 'busy'; readonly message: string }
  >;
  /** The newest size updates of a group that are not finished, or failed: from ListUpdates and DescribeUpdate. */
  latestUpdate(name: string): Promise<{
    readonly id: string;
    readonly status: 'InProgress' | 'Failed' | 'Cancelled' | 'Successful';
    readonly errors: readonly string[];
  } | null>;
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(arn: string, keys: readonly string[]): Promise<void>;
}

/** What a run remembers, in DynamoDB: single-item conditional writes only. */
export interface RecordStore {
  nodeGroups(): Promise<Readable<NodeGroupRecord>>;
  autoscalers(): Promise<Readable<AutoscalerRecord>>;
  webhooks(): Promise<Readable<WebhookRecord>>;
  /**
   * Writes a record unless one that is still `recorded` stands there. Answers what holds now: ours (`written`) or the one that
   * was there (`kept`).
   */
  recordNodeGroup(record: NodeGroupRecord): Promise<'written' | 'kept'>;
  recordAutoscaler(record: AutoscalerRecord): Promise<'written' | 'kept'>;
  recordWebhook(record: WebhookRecord): Promise<'written' | 'kept'>;
  /** Marks a record `restored`; nothing happens when it is not there or already is. */
  markNodeGroupRestored(name: string, runId: string): Promise<void>;
  markAutoscalerRestored(namespace: string, name: string, runId: string): Promise<void>;
  markWebhookRestored(
    record: Pick<WebhookRecord, 'kind' | 'configuration' | 'webhook'>,
    runId: string,
    outcome: WebhookOutcome,
  ): Promise<void>;
  /**
   * Notes, before it is asked for, the desired size that a start gives a group beyond its recorded one; null when it gives no more.
   * Nothing happens when the record is not `recorded`.
   */
  noteRaised(name: string, desiredSize: number | null): Promise<void>;
  /** The stops that the table still knows of. Reads the whole journal: for the rare case that two copies disagree. */
  stops(): Promise<StopHistory>;
}

/** What could be read, and the keys and reasons of what could not: such a record counts as missing, never as zero. */
export interface Readable<T> {
  readonly records: readonly T[];
  readonly unreadable: readonly { readonly key: string; readonly problem: string }[];
}

export interface LockHolder {
  /** Execution ARN. */
  readonly holder: string;
  readonly action: Action;
  readonly acquiredAt: string;
  /** Execution ARN of the run that it was taken from, where that one had not given it back. */
  readonly takenFrom?: string;
}

/** One writer per cluster. */
export interface Lock {
  current(): Promise<LockHolder | null>;
  /** Takes the lock if nobody has it or `expected` (or this run itself) does; false when somebody else was quicker. */
  take(run: Pick<Run, 'executionArn' | 'action'>, expected: LockHolder | null, now: Date): Promise<boolean>;
  /** @throws {LockLostError} when this run does not hold it any more. */
  assert(run: Pick<Run, 'executionArn'>, now: Date): Promise<void>;
  /** Gives it back if this run holds it. */
  release(run: Pick<Run, 'executionArn'>): Promise<void>;
}

/** Step Functions, as far as locks and takeovers need it. */
export interface Executions {
  /** RUNNING, SUCCEEDED, FAILED, TIMED_OUT, ABORTED, PENDING_REDRIVE, or NOT_FOUND (deleted from history). */
  status(executionArn: string): Promise<string>;
  /** When an execution was ended from outside or ran out of time; null for any other end, or none. */
  cutOffAt(executionArn: string): Promise<Date | null>;
  stop(executionArn: string, cause: string): Promise<void>;
}

/** How an execution stands: `describe` of one that has ended. */
export interface DescribedExecution {
  readonly status: string;
  /** JSON text, as it was given. */
  readonly input: string;
}

/** Step Functions, as far as what follows a failed run needs it. */
export interface EndedExecutions {
  /** Null for an execution that is no longer in the history. */
  describe(executionArn: string): Promise<DescribedExecution | null>;
  /** The title of the state that failed it, or that it had reached where it was ended; null where the history does not say. */
  failedState(executionArn: string, status: string): Promise<string | null>;
  /** Starts an execution, once for each name; answers its ARN, also when it was started before. */
  startOnce(stateMachineArn: string, name: string, input: string): Promise<string>;
}

/** A message as SNS takes it. */
export interface NoticeMessage {
  /** ASCII on one line, at most 100 characters. */
  readonly subject: string;
  /** What the subscribers of each protocol get; `default` is for all that are not named. */
  readonly bodies: Readonly<Record<string, string>> & { readonly default: string };
  /** What subscriptions filter by. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
}

/** The topic that people subscribe to. */
export interface Notices {
  publish(message: NoticeMessage): Promise<void>;
}

/** One planned or done change: `evict pod shop/cart-1`. On a dry run the same list, planned. */
export interface JournalAction {
  readonly verb: string;
  readonly target: string;
  readonly detail?: string;
}

/** What one pass of a phase leaves in the journal. */
export interface JournalPass {
  readonly phase: string;
  readonly title: string;
  readonly step: number;
  readonly item: string | null;
  readonly status: 'done' | 'pending' | 'skipped' | 'failed';
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly summary: Summary;
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly actions: readonly JournalAction[];
  /** Structured facts for the report: what differs from its siblings by key replaces the one before. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** One phase (or one item of it) of a run, all its passes put together. */
export interface JournalEntry extends Omit<JournalPass, 'actions'> {
  readonly passes: number;
  readonly actions: readonly JournalAction[];
  /** What the passes said of how far they were, oldest first; of very many passes a part, evenly spread. */
  readonly trail: readonly TrailPoint[];
}

/** What one pass saw when it began. */
export interface TrailPoint {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly summary: Summary;
}

/** An earlier run of the same cluster, that has ended. */
export interface PastRun {
  readonly id: string;
  readonly action: Action;
  readonly status: 'succeeded' | 'failed';
  readonly startedAt: string;
  readonly endedAt: string;
  readonly entries: readonly JournalEntry[];
}

/** What the journal needs to know of a run. Prepare run has no whole run yet when it fails. */
export type RunIdentity = Pick<Run, 'id' | 'executionArn' | 'action' | 'cluster' | 'startedAt' | 'dryRun'>;

export interface Journal {
  /** Adds a pass: counts add up, facts of the same key are replaced, actions and warnings are kept in order, each once. */
  write(run: RunIdentity, pass: JournalPass): Promise<void>;
  /** The run's entries in runbook order. */
  read(run: RunIdentity): Promise<JournalEntry[]>;
  /** The newest run of this action before `run` that has ended and was neither skipped nor dry; null where none is known. */
  before(run: RunIdentity, action: Action): Promise<PastRun | null>;
  /** The facts that the passes of one phase (or one item of it) left: a small part of what `read` reads. */
  facts(run: RunIdentity, of: Pick<JournalPass, 'step' | 'phase' | 'item'>): Promise<JournalPass['facts']>;
  /** The RUN# item: status `running`, then `succeeded`, `skipped` (with the reason) or `failed`. */
  markRun(
    run: RunIdentity,
    status: 'running' | 'succeeded' | 'skipped' | 'failed',
    detail: { readonly endedAt?: string; readonly reason?: string; readonly report?: string },
  ): Promise<void>;
}

/** What the table holds of all clusters at once. */
export interface StockRoom {
  /** What was recorded and is not back yet. */
  outstanding(): Promise<readonly Outstanding[]>;
  locks(): Promise<readonly HeldLock[]>;
}

export interface ReportBucket {
  /** Stores a document and answers its `s3://` address. */
  put(key: string, body: string, contentType: string): Promise<string>;
}

/** The clusters that exist. Throws AccessDeniedError and TransientError. */
export interface ClusterDirectory {
  names(place: Place): Promise<readonly string[]>;
  tags(place: Place, name: string): Promise<Readonly<Record<string, string>>>;
}

/** One slot of a schedule runs once. */
export interface Slots {
  /** Claims a slot for an execution, by its ARN; for the same one again and again. Where another has it, says which. */
  claim(
    slot: { readonly schedule: string; readonly action: Action; readonly scheduledTime: string },
    holder: string,
    now: Date,
  ): Promise<{ readonly claimed: true } | { readonly claimed: false; readonly holder: string }>;
}
