import type { FaultPlan } from './fault.ts';
import { type PlayedNight, playNight } from './play-night.ts';

/** A process of the pool: plays one night after the other, as it is told. */
export interface NightOrder {
  readonly id: number;
  readonly plan: FaultPlan;
}

export type NightNews =
  | { readonly id: number; readonly night: PlayedNight }
  /** It was not played to its end: the sandbox itself failed. */
  | { readonly id: number; readonly failure: string };

process.on('message', (order: NightOrder) => {
  playNight({ plan: order.plan }).then(
    (night) => process.send?.({ id: order.id, night: withoutBulk(night) } satisfies NightNews),
    (error: unknown) => {
      const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ id: order.id, failure } satisfies NightNews);
    },
  );
});

/** Whoever judges a disturbed night needs neither its requests nor its histories: megabytes, which have to go to another process. */
function withoutBulk(night: PlayedNight): PlayedNight {
  const runs = night.runs.map((run) => ({ ...run, history: '' }));
  return { ...night, runs, seen: night.happened.length === 0 ? night.seen : [] };
}
