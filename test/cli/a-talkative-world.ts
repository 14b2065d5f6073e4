import { fileURLToPath } from 'node:url';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import type { World } from '../../sandbox/world.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';

/** Stands wherever an object of the talkative world may say something that is nobody's business. */
export const planted = 'planted-secret';
const hidden = { key: planted };

const talkative: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys', namespace: 'shop' }, data: hidden },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: hidden },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', annotations: hidden } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'talk', namespace: 'shop', annotations: hidden },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'talk' } },
      template: {
        metadata: { labels: { app: 'talk' }, annotations: hidden },
        spec: {
          terminationGracePeriodSeconds: 90,
          containers: [
            {
              name: 'talk',
              image: 'example/talk:1',
              command: ['talk', planted],
              args: [`--password=${planted}`],
              env: [{ name: 'PASSWORD', value: planted }],
              livenessProbe: { httpGet: { path: `/${planted}`, port: 80 } },
            },
          ],
          volumes: [
            { name: 'keys', secret: { secretName: planted } },
            { name: 'scratch', emptyDir: {} },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bare', namespace: 'shop', annotations: hidden },
    spec: { containers: [{ name: 'main', image: 'example/main:1', env: [{ name: 'TOKEN', value: planted }] }] },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    metadata: { name: 'outside', annotations: hidden },
    webhooks: [
      {
        name: 'outside.example.com',
        failurePolicy: 'Ignore',
        clientConfig: { url: `https://user:${planted}@hooks.example.com/${planted}?key=${planted}`, caBundle: planted },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
    ],
  },
];

/** The small world that has one of everything, with what talks. */
export function aTalkativeWorld(): World {
  const world = readWorld(fileURLToPath(new URL('../../sandbox/worlds/sweep.yaml', import.meta.url)));
  const own = world.objects.filter(({ kind, metadata }) => kind !== 'Namespace' || metadata.name !== 'shop');
  return { ...world, objects: [...own, ...talkative] };
}
