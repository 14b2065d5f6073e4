import { expect } from '@jest/globals';
import type { Deployment, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { recordedReplicasAnnotation } from '../../src/domain/autoscaler-record.ts';
import { recordedPoliciesAnnotation } from '../../src/domain/recorded-on-webhooks.ts';
import { recordedSizeTag } from '../../src/domain/recorded-size.ts';
import { aNight, aNodeGroup, aWorld, type FinishedRun, type Night, type NightOptions } from './a-night.ts';
import { fromOutside, type Item, type Outside } from './from-outside.ts';
import { aBackend, anAutoscaler, aWebhookConfiguration } from './objects.ts';

const apps = aNodeGroup({ name: 'apps', minSize: 1, maxSize: 5, desiredSize: 2 });
const batch = aNodeGroup({ name: 'batch', minSize: 0, maxSize: 6, desiredSize: 1 });

/** The sizes of its node groups in the evening. */
export const evening = {
  apps: { minSize: 1, maxSize: 5, desiredSize: 2 },
  batch: { minSize: 0, maxSize: 6, desiredSize: 1 },
};
export const autoscaler = 'kube-system/cluster-autoscaler';
export const configurations = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
export const policy = 'Validating/policy/validate.policy.example.com';
/** The records of one thing of each kind. */
export const keys = {
  nodeGroup: 'NODEGROUP#apps',
  autoscaler: `AUTOSCALER#${autoscaler}`,
  webhook: 'WEBHOOK#V#policy#validate.policy.example.com',
};

export interface SleepingCluster {
  readonly night: Night;
  readonly outside: Outside;
}

/** Two node groups, an autoscaler with two replicas, and a policy that is relaxed for the night: one of each that is recorded. */
export async function aSleepingCluster(options: Omit<NightOptions, 'world'> = {}): Promise<SleepingCluster> {
  const objects = [anAutoscaler({ replicas: 2 }), ...aBackend(), aWebhookConfiguration()];
  const night = await aNight({ ...options, world: aWorld({ nodeGroups: [apps, batch], objects }) });
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.snapshot()).toMatchObject({
    nodes: 0,
    webhooks: { [policy]: 'Ignore' },
    workloads: { [`Deployment ${autoscaler}`]: { replicas: 0 } },
  });
  return { night, outside: fromOutside(night) };
}

/** Writes these texts instead of what stands on `apps`, the autoscaler and the policy; takes it away where there is none. */
export async function remark(
  { night, outside }: SleepingCluster,
  { size, replicas, policies }: { readonly size?: string; readonly replicas?: string; readonly policies?: string } = {},
): Promise<void> {
  await outside.untag('apps', recordedSizeTag);
  if (size !== undefined) await outside.tag('apps', { [recordedSizeTag]: size });
  await night.kubectl.edit<Deployment>('deployments.apps', autoscaler, ({ metadata }) => {
    metadata.annotations = annotated(metadata.annotations, recordedReplicasAnnotation, replicas);
  });
  await night.kubectl.edit<WebhookConfiguration>(configurations, 'policy', ({ metadata }) => {
    metadata.annotations = annotated(metadata.annotations, recordedPoliciesAnnotation, policies);
  });
}

function annotated(annotations: Record<string, string> = {}, name: string, text: string | undefined) {
  const { [name]: _old, ...others } = annotations;
  return text === undefined ? others : { ...others, [name]: text };
}

/** Takes every tag and annotation of ours off the cluster. */
export async function stripMarks(cluster: SleepingCluster): Promise<void> {
  await remark(cluster);
  await cluster.outside.untag('batch', recordedSizeTag);
}

/** Writes each of the three records anew: null deletes it. */
export async function rewrite({ outside }: SleepingCluster, change: (record: Item) => Item | null): Promise<void> {
  for (const sk of Object.values(keys)) {
    const [record] = await outside.items(sk);
    if (!record) throw new Error(`Nothing is recorded as ${sk}.`);
    const changed = change(record);
    if (changed) await outside.putItem(changed);
    else await outside.deleteItems(sk);
  }
}

export async function expectTheEvening(night: Night): Promise<void> {
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
}

export function warningsOf({ report }: FinishedRun): string {
  return report?.warnings.map(({ message }) => message).join('\n') ?? '';
}
