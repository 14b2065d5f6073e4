import { createHash } from 'node:crypto';
import type { FleetPlan, Place } from '../src/domain/fleet.ts';

/** Step Functions takes 80: the rest is for `-again<n>`, and for the `-r<n>` that a redriven Map adds. */
const longestBase = 66;
const digestLength = 8;

/**
 * The name of the run of one cluster: `dev-stop-20261123T200000Z`. The same in every attempt, so that Step Functions refuses a second one.
 * Clusters of one name in two places have runs of two names: elsewhere than at home a digest of the place is added.
 *
 * @param round 0, or the fleet's redrive count when the failed ones are repeated.
 */
export function fleetRunName(
  { account, region, cluster }: Place & { readonly cluster: string },
  { action, slot, home }: Pick<FleetPlan, 'action' | 'slot' | 'home'>,
  round = 0,
): string {
  const isAtHome = account === home.account && region === home.region;
  const parts = [cluster, action, slot, ...(isAtHome ? [] : [digestOf(`${account}/${region}`)])];
  const whole = parts.join('-');
  const base =
    whole.length <= longestBase ? whole : `${whole.slice(0, longestBase - digestLength - 1)}-${digestOf(whole)}`;
  return round === 0 ? base : `${base}-again${round}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digestLength);
}
