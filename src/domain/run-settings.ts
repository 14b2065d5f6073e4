/** The part of the configuration that concerns one run, with the input's overrides laid over it. Durations in seconds. */
export interface RunSettings {
  readonly timeouts: Timeouts;
  readonly drain: DrainSettings;
  readonly webhooks: WebhookSettings;
  readonly autoscaler: AutoscalerSettings;
  readonly exclusions: ExclusionSettings;
  readonly tiers: readonly Tier[];
  /** Absent in runs that began before it was handed down: then every kind is sent. */
  readonly notifications?: NotificationSettings;
}

/** Which notices are sent. A notice that is of several kinds is sent when one of them is. */
export interface NotificationSettings {
  /** A run that did what it was asked to, with warnings or without. */
  readonly success: boolean;
  readonly failure: boolean;
  /** A run that did it, with warnings. */
  readonly warning: boolean;
  /** How the clusters of a fleet fared. */
  readonly summary: boolean;
  /** A run changed more than usual: pods deleted, a webhook left relaxed, a node group that somebody had woken. */
  readonly action: boolean;
  /** A run was skipped, or found things otherwise than a run had left them. */
  readonly deviation: boolean;
}

/** How long each repeated phase may go on before it gives up, in seconds from the moment its loop was entered. */
export interface Timeouts {
  readonly relaxWebhooks: number;
  readonly pauseAutoscalers: number;
  /** From here on drain goes past budgets and shortens graces (design: deadline ladder). */
  readonly drain: number;
  readonly scaleNodeGroup: number;
  readonly confirmStopped: number;
  readonly waitForNodes: number;
  readonly waitForTier: number;
  readonly restoreWebhooks: number;
  readonly validateWebhooks: number;
}

export interface DrainSettings {
  /** computed: delete at once what no eviction can ever remove. wait: keep asking until the timeout. strict: fail instead. */
  readonly budgets: 'computed' | 'wait' | 'strict';
  /** What to do with a pod that has no controller to bring it back. */
  readonly unmanagedPods: 'evict' | 'refuse';
  /** Shortens (never lengthens) the pods' own grace; null leaves it to the pods. */
  readonly podGracePeriodSeconds: number | null;
  /** Evictions in flight at the most. */
  readonly concurrency: number;
}

export interface WebhookSettings {
  /** auto: what can block a bootstrap or a drain. listed: only `always`. off: none. */
  readonly relax: 'auto' | 'listed' | 'off';
  /** Entries to relax whatever the rules say, as `configuration` or `configuration/webhook`. */
  readonly always: readonly string[];
  /** Entries never to relax, in the same form. */
  readonly never: readonly string[];
}

export interface AutoscalerSettings {
  /** `namespace/name` of the Cluster Autoscaler's Deployment, or null to look for it. */
  readonly deployment: string | null;
}

export interface ExclusionSettings {
  /** Globs of clusters that no stop touches; a start only brings back what is outstanding. */
  readonly clusters: readonly string[];
  /** Globs of node groups that no stop drains or scales; a start only brings back what is outstanding. */
  readonly nodeGroups: readonly string[];
}

export const tierNames = [
  'core-kubernetes',
  'infrastructure',
  'cluster-management',
  'admission-control',
  'service-mesh',
  'security',
  'applications',
] as const;

export type TierName = (typeof tierNames)[number];

export interface Tier {
  readonly name: TierName;
  readonly components: readonly TierComponent[];
}

/** One workload of a tier; several may match (a pattern of names). */
export interface TierComponent {
  readonly name: string;
  readonly kind: 'Deployment' | 'DaemonSet' | 'StatefulSet';
  /** A namespace, or `*` for any. */
  readonly namespace: string;
  /** Glob on the workload's name; may be `*` where labels decide. */
  readonly workload: string;
  /** Labels that the workload or its pods carry, when the name is not certain. */
  readonly labels?: Readonly<Record<string, string>>;
  /** A critical component that is not ready fails the run; an optional one is a warning. */
  readonly critical: boolean;
}
