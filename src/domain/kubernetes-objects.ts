import type { FailurePolicy, WebhookKind } from './recorded-state.ts';

/** Kubernetes objects in the project's words: only what the rules look at. The adapter makes them from what the API answers. */
export interface Node {
  readonly name: string;
  readonly uid: string;
  /** Which state of it was seen: the API server refuses a change that is guarded by an older one. */
  readonly resourceVersion: string;
  /** The managed node group it belongs to (label eks.amazonaws.com/nodegroup), or null. */
  readonly nodeGroup: string | null;
  readonly isUnschedulable: boolean;
  /** The Ready condition; a node that fell silent is `Unknown`, which is not ready. */
  readonly ready: 'True' | 'False' | 'Unknown';
  readonly taints: readonly Taint[];
  readonly isAllocatable: boolean;
  readonly isFargate: boolean;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly createdAt: Date;
}

export type Labels = Readonly<Record<string, string>>;

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

export interface Toleration {
  readonly key?: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect?: string;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly nodeName: string | null;
  readonly phase: PodPhase;
  readonly isReady: boolean;
  readonly isMirror: boolean;
  /** The owner reference with `controller: true`, or null for a bare pod. */
  readonly controller: { readonly kind: string; readonly name: string; readonly apiVersion: string } | null;
  readonly labels: Labels;
  readonly tolerations: readonly Toleration[];
  readonly priorityClassName: string | null;
  readonly hasEmptyDir: boolean;
  /** Claims of its persistent volumes, by name. */
  readonly claims: readonly string[];
  readonly graceSeconds: number;
  readonly createdAt: Date;
  /** When it will be killed at the latest, once its deletion was asked for; else null. */
  readonly deletionAt: Date | null;
  readonly hasFinalizers: boolean;
  /** First reason that a container waits or failed for (CrashLoopBackOff, ImagePullBackOff, …), or null. */
  readonly trouble: string | null;
}

export interface LabelSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

export interface DisruptionBudget {
  readonly namespace: string;
  readonly name: string;
  readonly selector: LabelSelector | null;
  readonly desiredHealthy: number;
  readonly currentHealthy: number;
  readonly disruptionsAllowed: number;
  readonly expectedPods: number;
  readonly unhealthyPodEvictionPolicy: 'IfHealthyBudget' | 'AlwaysAllow';
  /** False while the controller has not seen the latest spec, or cannot sync it: it allows nothing then. */
  readonly isSynced: boolean;
  /** When its spec changed last, or when it stopped to allow disruptions because it cannot be synced. To the second. */
  readonly changedAt: Date;
}

export interface Namespace {
  readonly name: string;
  readonly labels: Labels;
  readonly isTerminating: boolean;
}

export interface Workload {
  readonly kind: 'Deployment' | 'DaemonSet' | 'StatefulSet';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly podLabels: Labels;
  readonly selector: LabelSelector;
  /** Replicas asked for; a DaemonSet's desiredNumberScheduled. */
  readonly desired: number;
  readonly ready: number;
  readonly available: number;
  readonly updated: number;
  /** False while its controller has not seen the latest spec. */
  readonly isObserved: boolean;
  readonly commands: readonly string[];
}

export interface WebhookRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly resources: readonly string[];
  readonly operations: readonly string[];
  readonly scope: '*' | 'Namespaced' | 'Cluster';
}

/** One entry of a validating or mutating webhook configuration. */
export interface WebhookEntry {
  readonly kind: WebhookKind;
  readonly configuration: string;
  readonly configurationUid: string;
  readonly annotations: Labels;
  readonly webhook: string;
  readonly failurePolicy: FailurePolicy;
  readonly timeoutSeconds: number;
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | null;
  readonly url: string | null;
  readonly hasCaBundle: boolean;
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  readonly rules: readonly WebhookRule[];
  readonly matchConditions: readonly { readonly name: string; readonly expression: string }[];
  readonly sideEffects: string;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Labels | null;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
}

export interface Endpoints {
  readonly namespace: string;
  readonly service: string;
  readonly ports: readonly string[];
  /** Ready (absent counts as ready) and not terminating. */
  readonly readyAddresses: number;
  /** `namespace/name` of the pods behind the ready addresses. */
  readonly readyPods: readonly string[];
}

export interface VolumeAttachment {
  readonly name: string;
  readonly nodeName: string;
  readonly isAttached: boolean;
}
