import type { Clock } from '../clock/clock.ts';
import type { ControllerApi } from './controllers/controller-context.ts';
import { startWorkload } from './controllers/start-controllers.ts';
import { pastAdmission } from './past-admission.ts';
import { StandingClock } from './standing-clock.ts';

/**
 * Gives every owner in the store its pods at once, spread evenly over the nodes, Running and Ready, with all statuses computed: the
 * healthy evening with which a night begins. Time does not move, and no webhook is asked, also when its backend is part of the same
 * world. Pods that fit nowhere stay Pending. Call it before startControllers; the same world and seed give the same evening.
 */
export function seedRunningPods(api: ControllerApi, clock: Clock, seed = 1): void {
  const standing = new StandingClock(clock.now());
  const controllers = startWorkload({ api: pastAdmission(api), clock: standing, seed });
  standing.runAll();
  controllers.stop();
}
