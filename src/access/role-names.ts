/** The role, in the account of each cluster, through which every phase reaches a cluster. */
export const accessRoleName = 'eks-scheduler-access';

/** The role of EventBridge Scheduler. */
export const schedulesRoleName = 'eks-scheduler-schedules';

export type MachineKind = 'scale-down' | 'scale-up' | 'fleet';

/** What the roles of all functions begin with: `eks-scheduler-access` lets nobody else of the scheduler's account in. */
export const functionRolePrefix = 'eks-scheduler-';

/** @param folder The function's folder in lambdas/. */
export function functionRoleName(folder: string): string {
  return `${functionRolePrefix}${folder}`;
}

export function machineRoleName(machine: MachineKind): string {
  return `eks-scheduler-machine-${machine}`;
}
