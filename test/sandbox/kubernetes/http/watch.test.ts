import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aServer, type TestServer } from '../a-server.ts';
import { admin } from '../an-api.ts';

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const pods = '/api/v1/namespaces/default/pods';

describe('a watch', () => {
  test('sends what is there, and then what changes', async () => {
    server.seedPods(1);
    const events = await server.watch(`${pods}?watch=true`, 3, () => {
      server.seedPods(2);
    });
    expect(events.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['ADDED', 'web-1'],
      ['MODIFIED', 'web-1'],
      ['ADDED', 'web-2'],
    ]);
  });

  test('goes on from a version, and tells what comes to match and what ceases to', async () => {
    server.seedPods(2);
    const version = server.api.version();
    const label = (name: string, app: string) =>
      server.api.edit(admin, 'pods', 'default', name, (pod) => {
        pod.metadata.labels = { app };
      });
    label('web-1', 'db');
    label('web-1', 'web');
    server.api.delete(admin, 'pods', 'default', 'web-2', { gracePeriodSeconds: 0 });
    const events = await server.watch(`${pods}?watch=1&resourceVersion=${version}&labelSelector=app%3Ddb`, 2);
    expect(events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
    const all = await server.watch(`${pods}?watch=1&resourceVersion=${version}`, 3);
    expect(all.map(({ type, object }) => [type, object.metadata.name])).toEqual([
      ['MODIFIED', 'web-1'],
      ['MODIFIED', 'web-1'],
      ['DELETED', 'web-2'],
    ]);
  });

  test('marks the end of what was there when it is asked to', async () => {
    server.seedPods(1);
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const [, end] = await server.watch(`${pods}?${query}`, 2);
    expect(end).toMatchObject({
      type: 'BOOKMARK',
      object: { kind: 'Pod', metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } } },
    });
  });

  test('does not hold the clock', async () => {
    const watching = server.watch(`${pods}?watch=1`, 1);
    await server.send('GET', '/readyz');
    await server.clock.settled();
    server.seedPods(1);
    expect(await watching).toHaveLength(1);
  });
});
