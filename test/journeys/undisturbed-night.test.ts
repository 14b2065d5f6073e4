import { expect, test } from '@jest/globals';
import { aNight, exampleWorld } from './a-night.ts';

test('a night on the example world brings everything back exactly', async () => {
  const night = await aNight({ world: exampleWorld(), onTheRealPlane: { podGc: 'as-usual' } });
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.snapshot()).toMatchObject({ nodes: 0, readyPods: 0 });
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});
