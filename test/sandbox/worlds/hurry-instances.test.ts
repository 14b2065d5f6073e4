import { expect, test } from '@jest/globals';
import { hurryInstances } from '../../../sandbox/worlds/hurry-instances.ts';
import { aNodeGroup, aWorld } from '../../journeys/a-night.ts';

const world = aWorld({ nodeGroups: [aNodeGroup({ launchSeconds: 150, bootSeconds: 30, terminateSeconds: 0 })] });

test('instances launch, boot and end so many times faster, in whole seconds, and what took no time takes none', () => {
  expect(hurryInstances(world, 60).nodeGroups).toMatchObject([
    { launchSeconds: 3, bootSeconds: 1, terminateSeconds: 0 },
  ]);
});

test('a world that is not hurried stays as it is', () => {
  expect(hurryInstances(world, 1)).toEqual(world);
});
