import { afterAll, expect, test } from '@jest/globals';
import type { ControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import { aControlPlane, aControlPlaneElsewhere, eventually, remainsOf } from './a-control-plane.ts';

const open = new Set<ControlPlane>();
afterAll(async () => {
  await Promise.all([...open].map((controlPlane) => controlPlane.stop()));
});

async function start(): Promise<ControlPlane> {
  const controlPlane = await aControlPlane();
  open.add(controlPlane);
  return controlPlane;
}

const aNamespace = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

test('two run side by side, each with its own objects, and a stop leaves nothing of one and all of the other', async () => {
  const [one, other] = await Promise.all([start(), start()]);
  await one.client.mustSend('POST', '/api/v1/namespaces', aNamespace('only-here'));

  expect((await one.client.send('GET', '/api/v1/namespaces/only-here')).statusCode).toBe(200);
  expect((await other.client.send('GET', '/api/v1/namespaces/only-here')).statusCode).toBe(404);
  expect(remainsOf(one.folder).length).toBeGreaterThan(5);

  await one.stop();
  expect(remainsOf(one.folder)).toEqual([]);
  expect((await other.client.send('GET', '/readyz')).statusCode).toBe(200);
});

test.each(['SIGKILL', 'SIGINT'] as const)(
  'nothing is left when the process that started it dies of %s',
  async (signal) => {
    const elsewhere = await aControlPlaneElsewhere();
    expect(remainsOf(elsewhere.folder).length).toBeGreaterThan(5);

    elsewhere.kill(signal);

    expect(
      await eventually(
        () => remainsOf(elsewhere.folder),
        (remains) => remains.length === 0,
      ),
    ).toEqual([]);
  },
);

test('an API server that crashed comes back with its objects', async () => {
  const { client, kill, restart } = await start();
  await client.mustSend('POST', '/api/v1/namespaces', aNamespace('lasting'));

  await kill('kube-apiserver');
  await expect(client.send('GET', '/readyz')).rejects.toThrow();
  await restart('kube-apiserver');

  expect((await client.send('GET', '/api/v1/namespaces/lasting')).statusCode).toBe(200);
});
