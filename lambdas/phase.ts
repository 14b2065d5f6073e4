import type {
  Executions,
  Journal,
  JournalAction,
  Lock,
  NodeGroups,
  Notices,
  RecordStore,
  ReportBucket,
} from '../src/aws/ports.ts';
import type { ClusterId, PhaseAnswer, PrepareRunAnswer, PrepareRunEvent, Run } from '../src/domain/run.ts';
import type { Cluster } from '../src/kubernetes/cluster.ts';

/** What a phase works with: one pass over one run. Nothing here does I/O before it is used. */
export interface PhaseContext {
  readonly run: Run;
  /** The node group or tier that this pass is about, else null. */
  readonly item: string | null;
  /** The time; production reads the system's clock. */
  readonly now: () => Date;
  /** Milliseconds until Lambda kills this pass. A big pass answers `pending` well before. */
  readonly remainingMs: () => number;
  /** When the loop was entered, or the run was redriven if that is later; where nothing repeats, the start of this pass. */
  readonly loopStartedAt: Date;
  readonly cluster: Cluster;
  readonly nodeGroups: NodeGroups;
  readonly records: RecordStore;
  readonly executions: Executions;
  readonly journal: Journal;
  readonly reports: ReportBucket;
  readonly notices: Notices;
  /** Asserts and renews the lock. Call it before each change or batch of changes; on a dry run it does nothing. */
  readonly assertLock: () => Promise<void>;
  readonly lock: Lock;
  readonly notes: Notes;
  /** The facts that earlier passes of this phase and item noted; none on a dry run, which has one pass. */
  readonly remembered: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * What a pass leaves for the report. Called as things happen, also before a failure: what was noted until then is journalled.
 * On a dry run the actions are the planned ones; everything is marked `[DRY RUN]` by the caller.
 */
export interface Notes {
  /** A change that was made (dry run: would be made). */
  did(action: JournalAction): void;
  warn(message: string): void;
  /** Adds to a count of the report: evicted, residual, forced, daemonSet, lost, … */
  count(name: string, by?: number): void;
  /** A structured fact; the same key replaces what an earlier pass said. */
  fact(key: string, value: unknown): void;
  info(message: string, detail?: Readonly<Record<string, unknown>>): void;
}

/** What a phase works with that asks AWS alone: its function does not carry the Kubernetes client. */
export type AwsContext = Omit<PhaseContext, 'cluster'>;

/** One idempotent pass: looks, acts once, answers. Waiting is a state of the machine. */
export type Phase<Context = PhaseContext> = (context: Context) => Promise<PhaseAnswer>;

/** What reaches one cluster and what is kept about it. Nothing here does I/O before it is used. */
export interface ClusterPorts {
  readonly cluster: Cluster;
  readonly nodeGroups: NodeGroups;
  readonly records: RecordStore;
  readonly lock: Lock;
  readonly executions: Executions;
  readonly journal: Journal;
  readonly reports: ReportBucket;
  readonly notices: Notices;
}

/** The ports on AWS alone. */
export type AwsPorts = Omit<ClusterPorts, 'cluster'>;

/** What Prepare run works with: there is no run yet, it makes one. Its journal entry is written by the caller, as for any phase. */
export interface PrepareContext {
  readonly event: PrepareRunEvent;
  readonly now: () => Date;
  readonly remainingMs: () => number;
  /** Account and region of the function: where a cluster is looked for when the input names no other. */
  readonly accountId: string;
  readonly region: string;
  /** The text of eks-scheduler.yaml and the environment that may override it: for `loadConfiguration` of src/config. */
  readonly configurationText: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The ports of a cluster, in any account and region. */
  readonly connect: (cluster: ClusterId, options: { readonly dryRun: boolean }) => ClusterPorts;
  readonly notes: Notes;
}

/** Prepare run: the one phase that is not handed a run but makes it. */
export type PrepareRun = (context: PrepareContext) => Promise<PrepareRunAnswer>;
