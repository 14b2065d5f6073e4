import { nextLook } from '../../src/domain/next-look.ts';
import { waitInBounds } from '../../src/domain/wait-in-bounds.ts';

/** After this, the machine itself times out. */
export const machineSeconds = 8 * 3600;

/** Events of one pass and the wait before the next: five of the Task, two of the Choice, two of the Wait. */
const eventsPerPass = 9;

/** Events of the states that are gone through once, and of the ends of the loops: far fewer than this. */
const eventsBesides = 300;

/** A loop, and the shortest wait that it can come to when it has gone on for so many seconds. */
interface Loop {
  readonly title: string;
  readonly leastWait: (takenSeconds: number) => number;
}

/** Looks as often as a loop may at all. */
const restless = (title: string): Loop => ({ title, leastWait: (taken) => waitInBounds(0, taken) });

/** Waits half as long as it has taken, between 3 and 15 s (`nextLook`). */
const calm = (title: string): Loop => ({ title, leastWait: (taken) => waitInBounds(calmWait(taken), taken) });

function calmWait(takenSeconds: number): number {
  const start = new Date(0);
  return nextLook(start, new Date(takenSeconds * 1000), new Date(machineSeconds * 1000));
}

/** The loops of each machine. Tiers are waited for one after the other: seven loops. */
export const loops: Readonly<Record<'stop' | 'start', readonly Loop[]>> = {
  stop: [
    calm('Relax webhooks'),
    restless('Pause autoscalers'),
    restless('Drain nodes'),
    calm('Scale node group'),
    calm('Confirm stopped'),
  ],
  start: [
    calm('Scale node group'),
    calm('Wait for nodes'),
    ...Array.from({ length: 7 }, (_, tier) => calm(`Wait for tier ${tier + 1}`)),
    calm('Restore webhooks'),
    calm('Validate webhooks'),
  ],
};

/** The most events that a loop can make of so many seconds. */
export function mostEventsOf({ leastWait }: Loop, seconds: number): number {
  let passes = 1;
  for (let taken = leastWait(0); taken <= seconds; taken += leastWait(taken)) passes += 1;
  return passes * eventsPerPass;
}

/**
 * The most events that an execution can have before its machine times out, whatever the configured timeouts are and however long each
 * pass finds something to wait for: passes take no time, and the hours are split between the loops so that most passes fit.
 */
export function mostEvents(action: 'stop' | 'start'): number {
  const going = loops[action].map((loop) => ({ ...loop, taken: 0, passes: 1 }));
  let left = machineSeconds;
  for (;;) {
    const next = going.reduce((least, each) =>
      each.leastWait(each.taken) < least.leastWait(least.taken) ? each : least,
    );
    const wait = next.leastWait(next.taken);
    if (wait > left) break;
    left -= wait;
    next.taken += wait;
    next.passes += 1;
  }
  return eventsBesides + going.reduce((sum, { passes }) => sum + passes * eventsPerPass, 0);
}
