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
  // What a person reads in the console, without opening the report.
  for (const [{ arn, report }, words] of [
    [stop, 'is asleep'],
    [start, 'is awake'],
  ] as const) {
    const { output = '' } = await night.sandbox.engine.finished(arn);
    expect(JSON.parse(output)).toMatchObject({ status: 'done', summary: { says: expect.stringContaining(words) } });
    expect(JSON.parse(output)).toMatchObject({ summary: { says: report?.headline } });
  }
});
