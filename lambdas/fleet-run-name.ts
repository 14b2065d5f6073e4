import { createHash } from 'node:crypto';
import type { FleetPlan, Place } from '../src/domain/fleet.ts';

/** Step Functions takes 80: the rest is for `-again<n>`, and for the `-r<n>` that a redriven Map adds. */
const longestBase = 66;
const digestLength = 8;
/** Letters of a long cluster name that stay legible at least, before the digest of all of it. */
const shortestCluster = 8;

/**
 * The name of the run of one cluster: `dev-stop-20261123T200000Z`. The same in every attempt, so that Step Functions refuses a second one.
 * Clusters of one name in two places have runs of two names: elsewhere than at home a digest of the place is added. Of a name that is too
 * long the cluster is cut: by the slot one finds which schedule put a cluster to sleep.
 *
 * @param round 0, or the fleet's redrive count when the failed ones are repeated.
 */
export function fleetRunName(
  { account, region, cluster }: Place & { readonly cluster: string },
  { action, slot, home }: Pick<FleetPlan, 'action' | 'slot' | 'home'>,
  round = 0,
): string {
  const isAtHome = account === home.account && region === home.region;
  const tail = [action, slot, ...(isAtHome ? [] : [digestOf(`${account}/${region}`)])].join('-');
  const base = shortened(cluster, tail);
  return round === 0 ? base : `${base}-again${round}`;
}

/** The slot of a schedule always fits; the name of an execution that a person gave may fill all there is, and is cut then. */
function shortened(cluster: string, tail: string): string {
  const whole = `${cluster}-${tail}`;
  if (whole.length <= longestBase) return whole;
  const digest = digestOf(whole);
  const room = longestBase - tail.length - digestLength - 2;
  if (room >= shortestCluster) return `${cluster.slice(0, room)}-${digest}-${tail}`;
  return `${whole.slice(0, longestBase - digestLength - 1)}-${digest}`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digestLength);
}
