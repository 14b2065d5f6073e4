import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { buildControlPlane } from '../../sandbox/control-plane/build.ts';
import type { ControlPlane } from '../../sandbox/control-plane/start-control-plane.ts';
import type { Node } from '../../sandbox/kubernetes/objects.ts';
import { eventually } from '../eventually.ts';
import { aControlPlane, aControlPlaneElsewhere, remainsOf } from './a-control-plane.ts';

const open = new Set<ControlPlane>();
afterAll(async () => {
  await Promise.all([...open].map((controlPlane) => controlPlane.stop()));
});

async function start(...options: Parameters<typeof aControlPlane>): Promise<ControlPlane> {
  const controlPlane = await aControlPlane(...options);
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
  expect((await client.send('GET', '/readyz')).statusCode).toBe(0);
  await restart('kube-apiserver');

  expect((await client.send('GET', '/api/v1/namespaces/lasting')).statusCode).toBe(200);
});

test('a node is Ready when it has booted, Unknown when its kubelet is silent, and Ready again when it is back', async () => {
  const { client } = await start({ silence: 'soon' });
  const label = (value: string | null) =>
    client.mustSend('PATCH', '/api/v1/nodes/n1', {
      metadata: { labels: { 'sandbox.eks-scheduler.io/kubelet-stopped': value } },
    });
  const readiness = async () => {
    const { status } = (await client.mustSend('GET', '/api/v1/nodes/n1')) as Node;
    return status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  };
  const createdAt = performance.now();
  await client.mustSend('POST', '/api/v1/nodes', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: 'n1',
      labels: { 'kubernetes.io/hostname': 'n1' },
      annotations: { 'sandbox.eks-scheduler.io/boot-seconds': '3' },
    },
    status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady' }] },
  });

  expect(await eventually(readiness, (status) => status === 'True')).toBe('True');
  expect(performance.now() - createdAt).toBeGreaterThan(1900);

  await label('1');
  expect(await eventually(readiness, (status) => status === 'Unknown')).toBe('Unknown');
  await label(null);
  expect(await eventually(readiness, (status) => status === 'True')).toBe('True');
});

test('kubectl, built with it, works with its kubeconfig', async () => {
  const { kubeconfig } = await start();
  const binaries = await buildControlPlane(() => undefined);
  const kubectl = (...words: string[]) =>
    execFileSync(join(binaries, 'kubectl'), ['--kubeconfig', kubeconfig, ...words], { encoding: 'utf8' });

  expect(kubectl('version')).toMatch(/Server Version: v1\.36\.3/);
  expect(kubectl('get', 'namespaces', '-o', 'name')).toContain('namespace/kube-system');
});
