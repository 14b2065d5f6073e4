import type {
  DisruptionBudget,
  Endpoints,
  Namespace,
  Node,
  Pod,
  Service,
  VolumeAttachment,
  WebhookEntry,
  Workload,
} from '../domain/kubernetes-objects.ts';
import type { FailurePolicy, WebhookKind } from '../domain/recorded-state.ts';

/**
 * A Kubernetes cluster as the phases see it. Lists are read in pages. On a dry run every change is sent with `dryRun=All`, so
 * that it is admitted and checked for permission, and changes nothing.
 *
 * Every method throws TransientError for what mostly passes by itself (throttling, 401, 5xx, a broken connection, a timeout),
 * AccessDeniedError for 403, ClusterUnreachableError when no connection can be made.
 */
export interface Cluster {
  /** Kubernetes version; the cheapest proof that the API server answers and knows us. */
  version(): Promise<string>;

  listNodes(): Promise<Node[]>;
  /** Marks the node unschedulable and notes that it was us; a node that is already cordoned is left as it is. */
  cordon(node: SeenNode, runId: string): Promise<Changed>;
  /** Undoes a cordon of ours; a node that somebody else cordoned is left alone. */
  uncordon(node: SeenNode): Promise<Changed>;

  listNamespaces(): Promise<Namespace[]>;
  listPods(filter?: PodFilter): Promise<Pod[]>;
  listBudgets(): Promise<DisruptionBudget[]>;
  evict(pod: PodRef, options: { readonly graceSeconds: number | null }): Promise<EvictionAnswer>;
  delete(pod: PodRef, options: { readonly graceSeconds: number | null }): Promise<DeletionAnswer>;
  listVolumeAttachments(): Promise<VolumeAttachment[]>;

  listWorkloads(): Promise<Workload[]>;
  /**
   * Sets a Deployment's replicas and, in the same request, sets (a string) or removes (null) annotations.
   * @throws {TransientError} when somebody changed it in between.
   */
  scaleDeployment(
    deployment: { readonly namespace: string; readonly name: string },
    replicas: number,
    annotations: Readonly<Record<string, string | null>>,
  ): Promise<Changed>;

  listWebhooks(): Promise<WebhookEntry[]>;
  /**
   * Changes one entry's failurePolicy from one value to the other by a guarded JSON patch, on the live object.
   * Answers `gone` when the entry no longer exists and `changed-by-other` when it does not hold `from` any more.
   */
  setFailurePolicy(
    entry: { readonly kind: WebhookKind; readonly configuration: string; readonly webhook: string },
    from: FailurePolicy,
    to: FailurePolicy,
  ): Promise<'set' | 'already' | 'gone' | 'changed-by-other'>;
  /** Sets (a string) or removes (null) annotations of a webhook configuration; `gone` when it no longer exists. */
  annotateWebhookConfiguration(
    configuration: { readonly kind: WebhookKind; readonly name: string },
    annotations: Readonly<Record<string, string | null>>,
  ): Promise<Changed | 'gone'>;
  listServices(): Promise<Service[]>;
  listEndpoints(): Promise<Endpoints[]>;
  /**
   * Sends a harmless object that the entry's rules match as a server-side dry run. `answered`: the webhook spoke (admitted or denied
   * it by name). `failed`: the API server could not call it, with its words. `cannot-probe`: nothing harmless matches.
   */
  probeWebhook(
    entry: WebhookEntry,
  ): Promise<{ readonly result: 'answered' | 'failed' | 'cannot-probe'; readonly message: string }>;
}

export type Changed = 'changed' | 'unchanged';

/** A node as a list showed it: where nothing changed since, it is changed in one request. */
export type SeenNode = Pick<Node, 'name' | 'isUnschedulable' | 'annotations' | 'resourceVersion'>;

/** Which pods to list; all where nothing is said. */
export interface PodFilter {
  readonly namespace?: string;
  readonly node?: string;
  /** Only those that have a node: without the replacements of a drained cluster, which are as many as it had pods. */
  readonly bound?: true;
}

export interface PodRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

/** What the API server says to an eviction. */
export type EvictionAnswer =
  | { readonly result: 'evicted' }
  /** The pod is gone, or another pod has its name now. */
  | { readonly result: 'gone' }
  /** A budget says no (429 with cause DisruptionBudget). */
  | { readonly result: 'refused-by-budget'; readonly message: string; readonly retryAfterSeconds: number | null }
  /** More than one budget matches the pod: no eviction can ever remove it (500). */
  | { readonly result: 'several-budgets'; readonly message: string }
  /** The namespace is being deleted (403 with cause NamespaceTerminating). */
  | { readonly result: 'namespace-terminating'; readonly message: string }
  /** A webhook denied it, or could not be called, with the API server's words. */
  | { readonly result: 'refused-by-webhook'; readonly message: string }
  | Throttled;

export type DeletionAnswer =
  | { readonly result: 'deleted' }
  | { readonly result: 'gone' }
  | { readonly result: 'refused-by-webhook'; readonly message: string }
  | Throttled;

/** The API server has too much to do (429 without a budget as its cause): ask this again, later and less. */
export interface Throttled {
  readonly result: 'throttled';
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}
