import type { Clock } from '../../clock/clock.ts';
import { RandomNames } from '../random-names.ts';
import { startAttachDetachController } from './attach-detach.ts';
import type { ControllerApi, ControllerContext } from './controller-context.ts';
import { ControllerManager } from './controller-manager.ts';
import { startDaemonSetController } from './daemon-set.ts';
import { startDeploymentController } from './deployment.ts';
import { startDisruptionController } from './disruption.ts';
import { startEndpointSliceController } from './endpoint-slice.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { startJobController } from './job.ts';
import { startKubelets } from './kubelet.ts';
import { startNamespaceController } from './namespace.ts';
import { startNodeLeases } from './node-lease.ts';
import { startNodeLifecycleController } from './node-lifecycle.ts';
import { startNodeReadiness } from './node-readiness.ts';
import { startPodGarbageCollector } from './pod-gc.ts';
import { startReplicaSetController } from './replica-set.ts';
import { startScheduler } from './scheduler.ts';
import { startStatefulSetController } from './stateful-set.ts';
import { startTaintEvictionController } from './taint-eviction.ts';
import { startVolumeBinder } from './volume-binder.ts';
import { startWebhookReverter } from './webhook-reverter.ts';

type StartController = (context: ControllerContext) => void;

/** What makes pods out of their owners, and has them run. */
const workload: readonly StartController[] = [
  startVolumeBinder,
  startDeploymentController,
  startReplicaSetController,
  startStatefulSetController,
  startDaemonSetController,
  startJobController,
  startScheduler,
  startNodeReadiness,
  startKubelets,
  startEndpointSliceController,
  startDisruptionController,
  startAttachDetachController,
  startNodeLeases,
];

/** What moves when something changes or goes. */
const upkeep: readonly StartController[] = [
  startNodeLifecycleController,
  startTaintEvictionController,
  startPodGarbageCollector,
  startGarbageCollector,
  startNamespaceController,
  startWebhookReverter,
];

export interface ControllersOptions {
  readonly api: ControllerApi;
  readonly clock: Clock;
  readonly seed: number;
}

/** Starts everything that a cluster does by itself: controllers, scheduler, kubelets. The same seed gives the same names. */
export function startControllers({ api, clock, seed }: ControllersOptions): { stop(): void } {
  // Not the stream of the first evening: its names would be drawn again, and be taken.
  const names = new RandomNames(seed ^ 0x51eed);
  const manager = new ControllerManager({ api, clock, names, isFirstEvening: false });
  manager.start([...workload, ...upkeep]);
  return { stop: () => manager.stop() };
}

/** Starts only what makes pods and has them run, at once: see seedRunningPods. */
export function startWorkload({ api, clock, seed }: ControllersOptions): { stop(): void } {
  const manager = new ControllerManager({ api, clock, names: new RandomNames(seed), isFirstEvening: true });
  manager.start(workload);
  return { stop: () => manager.stop() };
}
