/** `pending`: launched, its node has not registered; `lost`: gave up registering; `draining`, then `terminating`: on its way out. */
export type InstanceState = 'pending' | 'running' | 'lost' | 'draining' | 'terminating';

/** One EC2 instance of a node group. */
export interface Instance {
  readonly id: string;
  readonly nodeName: string;
  readonly zone: string;
  readonly instanceType: string;
  /** In the order of their launch; a scale-in takes the newest first. */
  readonly ordinal: number;
  state: InstanceState;
}

/** Leaving or gone: does not count towards the desired size. */
export function isLeaving(instance: Instance): boolean {
  return instance.state === 'draining' || instance.state === 'terminating';
}
