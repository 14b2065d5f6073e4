import type { AwsPorts } from './phase.ts';
import type { Wiring } from './wiring.ts';

/**
 * The wiring with the time by Step Functions' clock, from which the start of a loop and a redrive come: a function whose clock is minutes
 * off must not think that a deadline has passed. It is behind by as long as the call of the function took.
 *
 * Made once for an invocation, at its beginning.
 */
export function atTimeOfMachine<Ports extends AwsPorts>(
  wiring: Wiring<Ports>,
  { askedAt }: { readonly askedAt?: string },
): Wiring<Ports> {
  if (askedAt === undefined) return wiring;
  const aheadMs = wiring.now().getTime() - Date.parse(askedAt);
  return { ...wiring, now: () => new Date(wiring.now().getTime() - aheadMs) };
}
