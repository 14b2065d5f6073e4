import type { World } from '../../sandbox/world.ts';
import { usualNightHours } from '../../src/domain/usual-night.ts';
import { configurationHere } from '../configuration-here.ts';

/** Of a night that no schedule says the hours of. */
const otherwise = 11;

/** How long a usual night of the cluster is by the schedules of config/eks-scheduler.yaml, or the file that EKS_CONFIG names. */
export function nightHours(cluster: Pick<World['cluster'], 'name' | 'tags'>): number {
  return usualNightHours(configurationHere().schedules, cluster, new Date()) ?? otherwise;
}
