import { fileURLToPath } from 'node:url';
import type { World } from '../world.ts';
import { readWorld } from '../worlds/read-world.ts';

/** The small world of the sweep, with an EKS that is as quick as its instances. */
export function sweepWorld(): World {
  const world = readWorld(fileURLToPath(new URL('../worlds/sweep.yaml', import.meta.url)));
  return { ...world, nodeGroups: world.nodeGroups.map((group) => ({ ...group, updateSeconds: 1 })) };
}
