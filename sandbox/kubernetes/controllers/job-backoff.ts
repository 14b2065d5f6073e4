import type { Clock } from '../../clock/clock.ts';
import type { Pod } from '../objects.ts';
import { isActive } from './pod-facts.ts';

/** How long the Job controller waits before it replaces a pod that failed; twice as long after each further one. */
const firstMs = 10_000;
const longestMs = 600_000;

interface Failures {
  /** The uids of the pods that are counted, or have succeeded. */
  readonly seen: Set<string>;
  sinceSuccess: number;
  lastAt: number;
}

/**
 * Remembers how the pods of each Job have ended, by the Job's key. A pod that is being deleted has failed to the controller, from the
 * moment at which that was asked for.
 */
export class JobBackoff {
  readonly #clock: Clock;
  readonly #failures = new Map<string, Failures>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** When the next pod may be made. @param pods All that the Job has now. */
  nextPodAt(key: string, pods: readonly Pod[]): number {
    const failures = this.#failures.get(key) ?? { seen: new Set(), sinceSuccess: 0, lastAt: 0 };
    this.#failures.set(key, failures);
    for (const pod of pods) if (!isActive(pod)) this.#count(failures, pod);
    const { sinceSuccess, lastAt } = failures;
    return sinceSuccess === 0 ? 0 : lastAt + Math.min(firstMs * 2 ** (sinceSuccess - 1), longestMs);
  }

  forget(key: string): void {
    this.#failures.delete(key);
  }

  #count(failures: Failures, pod: Pod): void {
    const { uid = '', deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
    if (failures.seen.has(uid)) return;
    failures.seen.add(uid);
    if (pod.status?.phase === 'Succeeded') {
      failures.sinceSuccess = 0;
      return;
    }
    failures.sinceSuccess++;
    failures.lastAt = deletionTimestamp
      ? Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000
      : this.#clock.now();
  }
}
