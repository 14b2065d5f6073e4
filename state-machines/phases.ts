import type { PhaseTask } from './runbook.ts';

/** Every phase, by the name of its folder in lambdas/, with what its function needs. The order is the runbooks'. */
export const phases = {
  'prepare-run': { timeoutMinutes: 1, memoryMb: 512 },
  'record-state': { timeoutMinutes: 3, memoryMb: 512 },
  'relax-webhooks': { timeoutMinutes: 3, memoryMb: 512 },
  'pause-autoscalers': { timeoutMinutes: 2, memoryMb: 512 },
  // Reads every pod of the cluster and has hundreds of requests in flight; passes end well before the time does.
  'drain-nodes': { timeoutMinutes: 10, memoryMb: 1024 },
  // Asks EKS about every node group in each pass.
  'scale-node-group': { timeoutMinutes: 5, memoryMb: 512 },
  'confirm-stopped': { timeoutMinutes: 3, memoryMb: 512 },
  'validate-bootstrap': { timeoutMinutes: 3, memoryMb: 512 },
  'wait-for-nodes': { timeoutMinutes: 3, memoryMb: 512 },
  'uncordon-nodes': { timeoutMinutes: 3, memoryMb: 512 },
  'wait-for-tier': { timeoutMinutes: 3, memoryMb: 1024 },
  'resume-autoscalers': { timeoutMinutes: 2, memoryMb: 512 },
  'restore-webhooks': { timeoutMinutes: 3, memoryMb: 512 },
  'validate-webhooks': { timeoutMinutes: 3, memoryMb: 512 },
  'verify-cluster': { timeoutMinutes: 3, memoryMb: 1024 },
  'report-run': { timeoutMinutes: 2, memoryMb: 512 },
} as const satisfies Record<string, { readonly timeoutMinutes: number; readonly memoryMb: number }>;

export type PhaseName = keyof typeof phases;

export const phaseNames = Object.keys(phases) as PhaseName[];

export type PhaseTasks = Readonly<Record<PhaseName, PhaseTask>>;
