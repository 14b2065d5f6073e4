import type { World } from '../world.ts';

/**
 * The world with instances that launch, boot and end so many times faster, in whole seconds: a cluster that only knows the wall's
 * time would be waited for. Its pods start and stop as they always do.
 */
export function hurryInstances(world: World, times: number): World {
  const hurried = (seconds: number) => Math.ceil(seconds / times);
  return {
    ...world,
    nodeGroups: world.nodeGroups.map((group) => ({
      ...group,
      launchSeconds: hurried(group.launchSeconds),
      bootSeconds: hurried(group.bootSeconds),
      terminateSeconds: hurried(group.terminateSeconds),
    })),
  };
}
