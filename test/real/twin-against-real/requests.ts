import { nowhere } from './makers.ts';
import { type Body, type Step, send } from './scenario.ts';

export const deployment = '/apis/apps/v1/namespaces/{ns}/deployments/web';

export const node = '/api/v1/nodes/{node}';

export const get = (label: string, path: string, shows?: (body: Body) => unknown) =>
  send(label, { method: 'GET', path, ...(shows && { shows }) });

export const post = (label: string, path: string, body: unknown) => send(label, { method: 'POST', path, body });

export const patch = (label: string, path: string, body: unknown, contentType?: string) =>
  send(label, { method: 'PATCH', path, body, ...(contentType && { contentType }) });

/** Of a request that cannot be read. */
export const unreadable = (step: Step): Step => ({ ...step, ...(step.act === 'send' && { anyWords: true }) });

export const eviction = (changes: object) => ({
  apiVersion: 'policy/v1',
  kind: 'Eviction',
  metadata: { name: '{web/0}' },
  ...changes,
});

export const aMinimalPod = (name: string, changes: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { nodeSelector: nowhere, containers: [{ name: 'c', image: 'i' }] },
  ...changes,
});
