import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { admissionAnswerer } from '../../../sandbox/control-plane/admission-answerer.ts';
import { type EgressProxy, startEgressProxy } from '../../../sandbox/control-plane/egress-proxy.ts';
import { makeCertificateAuthority } from '../../../sandbox/kubernetes/http/certificate.ts';

const pod = '10.1.2.3:9443';
const host = 'policy.policy.svc';

let folder: string;
let proxy: EgressProxy;
let ready: Set<string>;
let caPem: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'egress-'));
  ready = new Set([pod]);
  const authority = await makeCertificateAuthority();
  ({ caPem } = authority);
  const answerer = await admissionAnswerer(authority, ({ host: asked, path, name }) =>
    name === 'bad' ? `${asked}${path} denies ${name}` : null,
  );
  proxy = await startEgressProxy(join(folder, 'egress.sock'), (address) => (ready.has(address) ? answerer : null));
});
afterEach(async () => {
  await proxy.close();
  rmSync(folder, { recursive: true });
});

/** As the API server does it: CONNECT to the pod, then TLS for the Service's name. */
async function dial(address: string): Promise<{ statusCode: number | undefined; socket: Socket }> {
  const connecting = request({ socketPath: join(folder, 'egress.sock'), method: 'CONNECT', path: address });
  connecting.end();
  const [response, socket] = (await once(connecting, 'connect')) as [{ statusCode?: number }, Socket];
  return { statusCode: response.statusCode, socket };
}

async function secured(socket: Socket): Promise<TLSSocket> {
  const secure = connect({ socket, servername: host, ca: caPem });
  await once(secure, 'secureConnect');
  return secure;
}

async function review(secure: TLSSocket, name: string): Promise<unknown> {
  const asking = request({
    createConnection: () => secure,
    method: 'POST',
    path: '/validate?timeout=10s',
    headers: { host: `${host}:443` },
  });
  asking.end(
    JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: { uid: 'u1', name } }),
  );
  const [response] = await once(asking, 'response');
  return json(response);
}

test('a ready pod is reached, with a certificate for its Service, and allows', async () => {
  const { statusCode, socket } = await dial(pod);
  expect(statusCode).toBe(200);

  const secure = await secured(socket);
  expect(secure.authorized).toBe(true);
  expect(await review(secure, 'good')).toEqual({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    response: { uid: 'u1', allowed: true },
  });
});

test('what somebody objects to is denied in their words', async () => {
  const { socket } = await dial(pod);
  expect(await review(await secured(socket), 'bad')).toMatchObject({
    response: { allowed: false, status: { message: 'policy.policy.svc/validate denies bad' } },
  });
});

test('an address behind which nobody is ready is refused', async () => {
  expect((await dial('10.9.9.9:9443')).statusCode).toBe(502);
});

test('an open connection is cut when its pod is not ready any more, and others stay', async () => {
  ready.add('10.1.2.4:9443');
  const gone = await secured((await dial(pod)).socket);
  const staying = await secured((await dial('10.1.2.4:9443')).socket);
  gone.on('error', () => gone.destroy());

  ready.delete(pod);
  proxy.cutStaleConnections();
  await once(gone, 'close');

  expect(staying.destroyed).toBe(false);
  expect(await review(staying, 'good')).toMatchObject({ response: { allowed: true } });
  staying.destroy();
});
