import type { PhaseTask } from './runbook.ts';

/** What the function of a phase is given. */
export interface PhaseNeeds {
  /** What it does, in one line: the comment of its state in the console. */
  readonly about: string;
  /** How long one pass may take; a pass that could take longer ends before, and is asked again. */
  readonly timeoutMinutes: number;
  readonly memoryMb: number;
  /** False for a phase that asks AWS alone: it needs no way into the cluster's network. */
  readonly talksToKubernetes?: boolean;
}

/**
 * Every phase, by the name of its folder in lambdas/, with what its function needs. The order is the runbooks'.
 *
 * 512 MB are a third of a CPU, with which a function begins in about two seconds, and several times what a phase holds that reads
 * some lists. A pass of most phases takes seconds: 3 minutes are 15 s for each of the calls in a row that it may have to wait for.
 */
export const phases = {
  // Reads EKS, the table and a list of nodes; a person at the console waits for its verdict.
  'prepare-run': {
    about: 'Checks the input, takes the cluster, and says whether there is anything to do',
    timeoutMinutes: 1,
    memoryMb: 512,
  },
  // Tags every node group, one call each.
  'record-state': {
    about: 'Writes down what the morning must bring back, before anything changes',
    timeoutMinutes: 3,
    memoryMb: 512,
  },
  'relax-webhooks': {
    about: 'Sets to Ignore what would block the drain or the first nodes of the morning',
    timeoutMinutes: 3,
    memoryMb: 512,
  },
  // One Deployment and its pods.
  'pause-autoscalers': {
    about: 'Scales the Cluster Autoscaler away, which would answer the drain with new nodes',
    timeoutMinutes: 2,
    memoryMb: 512,
  },
  // Reads every pod of the cluster and has hundreds of requests in flight; passes end well before the time does.
  'drain-nodes': { about: 'Cordons the nodes and lets the pods go, wave by wave', timeoutMinutes: 10, memoryMb: 1024 },
  // Asks EKS about every node group in each pass, five at once, and nothing of Kubernetes.
  'scale-node-group': {
    about: 'Asks EKS for the sizes of every node group: zero in the evening, what was recorded in the morning',
    timeoutMinutes: 5,
    memoryMb: 512,
    talksToKubernetes: false,
  },
  'confirm-stopped': { about: 'Sees that no node is left', timeoutMinutes: 3, memoryMb: 512 },
  'validate-bootstrap': {
    about: 'Sees that nothing would refuse or starve the first nodes',
    timeoutMinutes: 3,
    memoryMb: 512,
  },
  'wait-for-nodes': { about: 'Sees that the recorded nodes are there and ready', timeoutMinutes: 3, memoryMb: 512 },
  'uncordon-nodes': { about: 'Takes back the cordons of the evening, and no others', timeoutMinutes: 3, memoryMb: 512 },
  // Holds every workload and pod of the cluster, to find the members of its tier.
  'wait-for-tier': { about: 'Sees that the services of one tier are ready', timeoutMinutes: 3, memoryMb: 1024 },
  'resume-autoscalers': { about: 'Scales the Cluster Autoscaler back', timeoutMinutes: 2, memoryMb: 512 },
  'restore-webhooks': {
    about: 'Puts each failure policy back as soon as its backend serves',
    timeoutMinutes: 3,
    memoryMb: 512,
  },
  'validate-webhooks': {
    about: 'Sees that the restored webhooks answer, and stay as they were recorded',
    timeoutMinutes: 3,
    memoryMb: 512,
  },
  // Holds every pod of the cluster.
  'verify-cluster': { about: 'Looks whether the cluster works as a whole', timeoutMinutes: 3, memoryMb: 1024 },
  // Reads the journal and writes the bucket.
  'report-run': {
    about: 'Writes the report, closes the run, and gives the cluster back',
    timeoutMinutes: 2,
    memoryMb: 512,
    talksToKubernetes: false,
  },
} as const satisfies Record<string, PhaseNeeds>;

export type PhaseName = keyof typeof phases;

export const phaseNames = Object.keys(phases) as PhaseName[];

export type PhaseTasks = Readonly<Record<PhaseName, PhaseTask>>;
