import { expect } from '@jest/globals';
import type { Deployment, Webhook, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import type { FinishedRun, Night } from './a-night.ts';

/** The entry that `aWebhookConfiguration` makes, as reports and snapshots name it. */
export const policy = 'Validating/policy/validate.policy.example.com';

export const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io';

/** A stop, and some time after it. */
export async function anEvening(night: Night, input: Readonly<Record<string, unknown>> = {}): Promise<FinishedRun> {
  const stop = await night.stop(input);
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.snapshot()).toMatchObject({ nodes: 0 });
  return stop;
}

export async function policyOf({ kubectl }: Night): Promise<WebhookConfiguration> {
  return (await kubectl.get(configurations, 'policy')) as WebhookConfiguration;
}

export function editPolicy({ kubectl }: Night, change: (webhooks: Webhook[]) => unknown): Promise<void> {
  return kubectl.edit<WebhookConfiguration>(configurations, 'policy', ({ webhooks = [] }) => {
    change(webhooks);
  });
}

/** Of the Deployment that `aBackend` makes. */
export function scaleBackend({ kubectl }: Night, replicas: number): Promise<void> {
  return kubectl.edit<Deployment>('deployments.apps', 'policy/policy', ({ spec }) => {
    spec.replicas = replicas;
  });
}
