import { aNight, aNodeGroup, aWorld } from './a-night.ts';

/** Three node groups: one that never sleeps by itself, one with a minimum of zero, one that is at zero by day as well. */
const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 3 });
const idle = aNodeGroup({ name: 'idle', minSize: 0, maxSize: 2, desiredSize: 0 });

/** Their sizes as they are in the evening. */
export const evening = {
  apps: { minSize: 1, maxSize: 5, desiredSize: 2 },
  batch: { minSize: 0, maxSize: 6, desiredSize: 3 },
  idle: { minSize: 0, maxSize: 2, desiredSize: 0 },
};
/** Their sizes after a stop. */
export const asleep = {
  apps: { minSize: 0, maxSize: 5, desiredSize: 0 },
  batch: { minSize: 0, maxSize: 6, desiredSize: 0 },
  idle: { minSize: 0, maxSize: 2, desiredSize: 0 },
};

/** A night on a cluster with these three. */
export const threeGroups = () => aNight({ world: aWorld({ nodeGroups: [apps, batch, idle] }) });
