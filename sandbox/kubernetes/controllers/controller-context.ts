import type { Clock } from '../../clock/clock.ts';
import type { Change, User } from '../api.ts';
import type { TwinApi } from '../create-api.ts';
import type { RandomNames } from '../random-names.ts';
import type { Informer } from './informer.ts';
import type { Backoff, WorkQueue } from './work-queue.ts';

/** The API as the controllers use it. */
export type ControllerApi = Omit<TwinApi, 'registry' | 'version' | 'changesSince' | 'scaleOf'>;

/** What a controller works with. */
export interface ControllerContext {
  readonly api: ControllerApi;
  readonly clock: Clock;
  readonly informer: Informer;
  readonly names: RandomNames;
  /** Pods start, and nodes boot, in no time: for the first evening, when the cluster has been running for long. */
  readonly isFirstEvening: boolean;
  /** A queue that is stopped with the controllers, and woken when admission may have changed its mind. */
  queue(reconcile: (key: string) => void, backoff?: Backoff): WorkQueue;
  /** Puts the key of each object of the resource on the queue when it is there or changes, and forgets it when it is gone. */
  feed(queue: WorkQueue, resource: string): void;
  /** Tells of each object that is there, and of each change from then on. */
  on(resource: string, listener: (change: Change) => void): void;
  /** The same for the objects of all resources. */
  onAny(listener: (change: Change) => void): void;
}

/** The user of one of kube-controller-manager's controllers. */
export function controllerUser(name: string): User {
  return {
    name: `system:serviceaccount:kube-system:${name}`,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:kube-system', 'system:authenticated'],
  };
}

/** The user of the kubelet of a node. */
export function nodeUser(nodeName: string): User {
  return { name: `system:node:${nodeName}`, groups: ['system:nodes', 'system:authenticated'] };
}
