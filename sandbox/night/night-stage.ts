import type { Clock } from '../clock/clock.ts';
import type { Kubernetes } from '../start-kubernetes.ts';
import type { Sandbox, SandboxOptions } from '../start-sandbox.ts';
import type { NightResult } from './night-result.ts';
import type { WorldSnapshot } from './world-snapshot.ts';

/** Where a night is played, and how time goes by there. */
export interface NightStage {
  readonly clock: Clock;
  readonly kind: Pick<NightResult, 'kubernetes' | 'waits'>;
  open(options: Omit<SandboxOptions, 'clock'>): Promise<Sandbox<Kubernetes>>;
  /**
   * After a run: lets the controllers do what they still have to do, then looks. `isRight` says that there is nothing more to wait
   * for, where waiting takes real time.
   */
  settled(look: () => Promise<WorldSnapshot>, isRight: (seen: WorldSnapshot) => boolean): Promise<WorldSnapshot>;
  /** The hours asleep. */
  untilMorning(): Promise<void>;
}
