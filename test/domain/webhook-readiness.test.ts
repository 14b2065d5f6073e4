import { describe, expect, test } from '@jest/globals';
import { type WebhookBackends, webhookReadiness } from '../../src/domain/webhook-readiness.ts';
import { aNode, aPod, aService, aWebhook, aWorkload, someEndpoints } from './webhook-makers.ts';

function backends(changed: Partial<WebhookBackends> = {}): WebhookBackends {
  return {
    services: [aService()],
    endpoints: [someEndpoints()],
    workloads: [aWorkload({ name: 'guard' })],
    pods: [aPod({ name: 'guard-1' })],
    nodes: [aNode()],
    ...changed,
  };
}

describe('a webhook is ready', () => {
  test('when its service, port, endpoints, Deployment and CA bundle are there', () => {
    expect(webhookReadiness(aWebhook(), backends())).toEqual({ ready: true });
  });

  test('without a look when it is served outside the cluster', () => {
    const entry = aWebhook({ service: null, url: 'https://127.0.0.1:23443/', hasCaBundle: false });

    expect(webhookReadiness(entry, backends({ services: [] }))).toEqual({ ready: true });
  });

  test('behind a service without a selector whose addresses belong to no pod', () => {
    const outside = backends({
      services: [aService({ selector: null })],
      endpoints: [someEndpoints({ readyPods: [] })],
      workloads: [],
      pods: [],
      nodes: [],
    });

    expect(webhookReadiness(aWebhook(), outside)).toEqual({ ready: true });
  });

  test('behind a bare pod', () => {
    expect(webhookReadiness(aWebhook(), backends({ workloads: [] }))).toEqual({ ready: true });
  });

  test('when one of two slices of its service holds a ready pod', () => {
    const endpoints = [someEndpoints({ readyAddresses: 0, readyPods: [] }), someEndpoints()];

    expect(webhookReadiness(aWebhook(), backends({ endpoints }))).toEqual({ ready: true });
  });

  test('on a port that has no name', () => {
    const changed = backends({
      services: [aService({ ports: [{ name: '', port: 443 }] })],
      endpoints: [someEndpoints({ ports: [''] })],
    });

    expect(webhookReadiness(aWebhook(), changed)).toEqual({ ready: true });
  });
});

describe('a webhook will never be ready by itself', () => {
  test.each<[string, Partial<WebhookBackends>, RegExp]>([
    ['without its service', { services: [] }, /does not exist/],
    ['on another port', { services: [aService({ ports: [{ name: 'https', port: 8443 }] })] }, /no port 443/],
    [
      'with its Deployment at 0, though an endpoint seems ready',
      { workloads: [aWorkload({ name: 'guard', desired: 0 })] },
      /Deployment guard\/guard has 0 replicas/,
    ],
    ['with nothing behind its service', { workloads: [], pods: [], endpoints: [] }, /nothing runs/],
    ['with no selector and no address', { services: [aService({ selector: null })], endpoints: [] }, /no selector/],
  ])('%s', (_, changed, reason) => {
    expect(webhookReadiness(aWebhook(), backends(changed))).toEqual({
      ready: false,
      willBe: false,
      reason: expect.stringMatching(reason),
    });
  });
});

describe('a webhook is not ready yet', () => {
  test.each<[string, Partial<WebhookBackends>, RegExp]>([
    [
      'while its Deployment has no available pod',
      { workloads: [aWorkload({ name: 'guard', available: 0 })] },
      /no available pod/,
    ],
    [
      "while its Deployment's status is last night's",
      { workloads: [aWorkload({ name: 'guard', isObserved: false })] },
      /no available pod/,
    ],
    ['without endpoints', { endpoints: [] }, /no ready endpoint$/],
    ['with endpoints that are not ready', { endpoints: [someEndpoints({ readyAddresses: 0 })] }, /no ready endpoint$/],
    ['with endpoints of another port', { endpoints: [someEndpoints({ ports: ['metrics'] })] }, /on port https/],
    ['with endpoints of a node that is lost', { nodes: [aNode({ ready: 'Unknown' })] }, /left over/],
    ['with endpoints of a node that is gone', { nodes: [] }, /left over/],
    [
      'with endpoints of a pod that leaves',
      { pods: [aPod({ name: 'guard-1', deletionAt: new Date(0) })] },
      /left over/,
    ],
    ['with endpoints of a pod that is gone', { pods: [] }, /left over/],
  ])('%s', (_, changed, reason) => {
    expect(webhookReadiness(aWebhook(), backends(changed))).toEqual({
      ready: false,
      willBe: true,
      reason: expect.stringMatching(reason),
    });
  });

  test('before its CA bundle is there', () => {
    expect(webhookReadiness(aWebhook({ hasCaBundle: false }), backends())).toMatchObject({
      ready: false,
      willBe: true,
    });
  });
});
