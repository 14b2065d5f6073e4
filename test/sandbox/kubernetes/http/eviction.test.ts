import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aServer, type TestServer } from '../a-server.ts';
import { aBudget } from '../an-api.ts';

let server: TestServer;
beforeEach(async () => {
  server = await aServer();
});
afterEach(() => server.close());

const pods = '/api/v1/namespaces/default/pods';

describe('an eviction over the wire', () => {
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web-1', namespace: 'default' } };
  const evict = (body: unknown, type?: string) =>
    server.send('POST', `${pods}/web-1/eviction`, { body, ...(type && { type }) });

  test('answers 201 with a Status, and takes the options of its body', async () => {
    server.seedPods(1);
    const deleteOptions = { gracePeriodSeconds: 3 };
    expect(await evict({ ...eviction, deleteOptions })).toMatchObject({ code: 201, body: { status: 'Success' } });
    expect(server.api.get('pods', 'default', 'web-1')?.metadata.deletionGracePeriodSeconds).toBe(3);
  });

  test('writes Retry-After only while the budget is being worked on', async () => {
    server.seedPods(1);
    server.api.seed(aBudget({ disruptionsAllowed: 0 }));
    const full = await evict(eviction);
    expect([full.code, full.headers.get('retry-after')]).toEqual([429, null]);
    server.api.seed(aBudget({ observedGeneration: 0 }));
    const busy = await evict(eviction);
    expect([busy.code, busy.headers.get('retry-after')]).toEqual([429, '10']);
  });

  test('is refused without a name, and with another one', async () => {
    server.seedPods(1);
    expect((await evict({ kind: 'Eviction', metadata: {} })).code).toBe(400);
    expect((await evict({ kind: 'Eviction', metadata: { name: 'web-2' } })).body.message).toBe(
      'name in URL does not match name in Eviction object',
    );
  });

  test('is understood in protobuf, as newer clients send it', async () => {
    server.seedPods(1);
    const text = (field: number, value: string) =>
      Buffer.concat([Buffer.from([field * 8 + 2, value.length]), Buffer.from(value)]);
    const nested = (field: number, value: Buffer) => Buffer.concat([Buffer.from([field * 8 + 2, value.length]), value]);
    const typeMeta = nested(1, Buffer.concat([text(1, 'policy/v1'), text(2, 'Eviction')]));
    const metadata = nested(1, Buffer.concat([text(1, 'web-1'), text(3, 'default')]));
    const options = nested(2, Buffer.from([8, 7]));
    const body = Buffer.concat([Buffer.from('k8s\0'), typeMeta, nested(2, Buffer.concat([metadata, options]))]);
    expect((await evict(body, 'application/vnd.kubernetes.protobuf')).code).toBe(201);
    expect(server.api.get('pods', 'default', 'web-1')?.metadata.deletionGracePeriodSeconds).toBe(7);
  });
});
