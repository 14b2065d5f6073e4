import type { KubeObject } from './kubernetes/objects.ts';

/** What a world file says of one managed node group. Durations in seconds. */
export interface WorldNodeGroup {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
  readonly instanceTypes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: 'NO_SCHEDULE' | 'NO_EXECUTE' | 'PREFER_NO_SCHEDULE';
  }[];
  readonly tags?: Readonly<Record<string, string>>;
  /** From the request to the node's registration, and from there to the kubelet being ready (if the CNI is). */
  readonly launchSeconds: number;
  readonly bootSeconds: number;
  readonly terminateSeconds: number;
  /** From the request for other sizes to the Auto Scaling group having them: 5 when absent. */
  readonly updateSeconds?: number;
  /** How long EKS asks an instance's pods to leave before it terminates the instance regardless: 900 when absent. */
  readonly drainSeconds?: number;
}

/**
 * A cluster to run a night on: its Kubernetes objects as `kubectl get -o yaml` prints them, and its node groups. Read from a file
 * by `sandbox/worlds/read-world.ts`.
 */
export interface World {
  readonly cluster: {
    readonly name: string;
    readonly version: string;
    readonly tags: Readonly<Record<string, string>>;
  };
  readonly nodeGroups: readonly WorldNodeGroup[];
  readonly objects: readonly KubeObject[];
  /** What is not as one might expect of the file, for the person who wrote it. */
  readonly notes: readonly string[];
}

/** Annotations on pods (or pod templates) of a world that say how the simulated kubelet treats them. */
export const podBehaviour = {
  /** Seconds from the binding to Ready (default 5). */
  startAfter: 'sandbox.eks-scheduler.io/start-after',
  /** Seconds from SIGTERM to the exit (default 2); past its grace a pod is killed. */
  stopAfter: 'sandbox.eks-scheduler.io/stop-after',
  /** `true`: never becomes Ready. */
  neverReady: 'sandbox.eks-scheduler.io/never-ready',
  /** Seconds that a Job's pod runs before it succeeds (default: it runs on and on). */
  runFor: 'sandbox.eks-scheduler.io/run-for',
} as const;
