import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePorts } from '../../sandbox/control-plane/free-ports.ts';
import { aControlPlane } from './a-control-plane.ts';

/** Another program, which took a port between our finding it and our using it. */
let other: Server;
beforeAll(async () => {
  other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void other.close());

const taken = () => (other.address() as AddressInfo).port;

/** Finds the taken port at this place (etcd's, its peers', the API server's), so many times. */
function finding(place: number, times: number) {
  let calls = 0;
  const findPorts = async (count: number): Promise<readonly number[]> => {
    const ports = await freePorts(count);
    return ++calls > times ? ports : ports.map((port, index) => (index === place ? taken() : port));
  };
  return { findPorts, calls: () => calls };
}

test.each([
  ['etcd', 0],
  ['etcd for its peers', 1],
  ['the API server', 2],
])('a port of %s that is taken meanwhile costs another attempt, not the start', async (_, place) => {
  const { findPorts, calls } = finding(place, 1);
  const { client, stop } = await aControlPlane({ findPorts });
  const { statusCode } = await client.send('GET', '/readyz');
  await stop();

  expect(statusCode).toBe(200);
  expect(calls()).toBe(2);
});

test('a port that is taken each time is told after the third attempt, by whom it was wanted and why it cannot be', async () => {
  const { findPorts, calls } = finding(2, 99);

  await expect(aControlPlane({ findPorts })).rejects.toMatchObject({
    name: 'ControlPlaneError',
    message: expect.stringMatching(/^kube-apiserver ended while it started: [^\n]*address already in use/),
  });
  expect(calls()).toBe(3);
});
