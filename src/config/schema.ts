import { z } from 'zod';
import { type TierName, tierNames } from '../domain/run-settings.ts';
import { accountSchema } from './account-schema.ts';
import { deploymentLayerSchema, deploymentSchema } from './deployment-schema.ts';
import {
  glob,
  labelKey,
  labelValue,
  namespacedName,
  namespaceOrAny,
  regionName,
  title,
  webhookName,
} from './name-schemas.ts';
import { schedulesSchema } from './schedule-schema.ts';

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);
const timeout = (about: string) => seconds(10, 21_600).describe(about);

export const timeoutsSchema = z.strictObject({
  relaxWebhooks: timeout('Relaxing the webhooks, and seeing that they stay relaxed.'),
  pauseAutoscalers: timeout('Until the autoscaler’s pods are gone.'),
  drain: timeout('From here on the drain goes past budgets and shortens graces.'),
  scaleNodeGroup: timeout('Until EKS has carried out a change of sizes.'),
  confirmStopped: timeout('Until no node is left.'),
  waitForNodes: timeout('Until the nodes are ready.'),
  waitForTier: timeout('Until one tier of services is ready.'),
  restoreWebhooks: timeout('Until the backends of the webhooks are ready and the policies are back.'),
  validateWebhooks: timeout('Until the restored webhooks answer.'),
});

export const drainSchema = z.strictObject({
  budgets: z
    .enum(['computed', 'wait', 'strict'])
    .describe(
      'computed: delete at once what no eviction can remove. wait: ask until the timeout. strict: fail instead.',
    ),
  unmanagedPods: z.enum(['evict', 'refuse']).describe('What to do with a pod that nothing would bring back.'),
  podGracePeriodSeconds: seconds(1, 86_400)
    .nullable()
    .describe('Shortens the pods’ own grace; null leaves it to the pods.'),
  concurrency: z.number().int().min(1).max(200).describe('Evictions in flight at the most.'),
});

export const webhooksSchema = z.strictObject({
  relax: z
    .enum(['auto', 'listed', 'off'])
    .describe('auto: what can block a bootstrap or a drain. listed: only what `always` names. off: none.'),
  always: z
    .array(webhookName)
    .describe('Entries to relax whatever the rules say: configuration or configuration/webhook.'),
  never: z.array(webhookName).describe('Entries never to relax, in the same form.'),
});

export const autoscalerSchema = z.strictObject({
  deployment: namespacedName
    .nullable()
    .describe('namespace/name of the Cluster Autoscaler’s Deployment; null looks for it.'),
});

export const exclusionsSchema = z.strictObject({
  clusters: z.array(glob).describe('Globs of clusters that no stop touches; a start brings back what is outstanding.'),
  nodeGroups: z
    .array(glob)
    .describe('Globs of node groups that no stop touches; a start brings back what is outstanding.'),
});

const component = z.strictObject({
  name: title,
  kind: z.enum(['Deployment', 'DaemonSet', 'StatefulSet']),
  namespace: namespaceOrAny,
  workload: glob,
  labels: z.record(labelKey, labelValue).exactOptional(),
  critical: z.boolean(),
});

type Components = z.infer<typeof component>[];
const components: z.ZodType<Components> = z.array(component);

/** One list of components a tier; a tier that a file names replaces the default list of that tier. */
export const tiersSchema = z.strictObject(
  Object.fromEntries(tierNames.map((name) => [name, components])) as Record<TierName, typeof components>,
);

const minNodes = z.number().int().min(0).max(10_000).describe('Nodes that must be up in the morning, over all groups.');
const verify = z.boolean().describe('Run Verify cluster at the end of a start.');
export const onFailureSchema = z
  .enum(['hold', 'rollback'])
  .describe(
    'What follows a stop that failed for good. hold: it waits for a redrive. rollback: the cluster is started.',
  );

export const fleetSchema = z.strictObject({
  concurrency: z.number().int().min(1).max(1000).describe('Clusters at once.'),
  failsWhen: z
    .enum(['any', 'all', 'never'])
    .describe(
      'any: one failed cluster fails the fleet’s execution. all: only when every one failed. never: not at all.',
    ),
});

export type { DeploymentSettings } from './deployment-schema.ts';
export type { Schedule } from './schedule-schema.ts';
export { accountSchema };

export const configurationSchema = z.strictObject({
  minNodes,
  verify,
  onFailure: onFailureSchema,
  accounts: z.array(accountSchema).describe('The accounts that a run may name; empty: any.'),
  timeouts: timeoutsSchema,
  drain: drainSchema,
  webhooks: webhooksSchema,
  autoscaler: autoscalerSchema,
  exclusions: exclusionsSchema,
  regions: z.array(regionName).describe('The regions where a fleet looks for clusters; empty: the scheduler’s own.'),
  fleet: fleetSchema,
  schedules: schedulesSchema,
  deployment: deploymentSchema,
  tiers: tiersSchema,
});

/** How several clusters run together. */
export type FleetSettings = z.infer<typeof fleetSchema>;

/** The whole configuration, every key present. Durations in seconds. */
export type Configuration = z.infer<typeof configurationSchema>;

/** What one source (a file, the environment) may say: any part of it. */
export const layerSchema = z
  .strictObject({
    ...configurationSchema.shape,
    timeouts: timeoutsSchema.partial(),
    drain: drainSchema.partial(),
    webhooks: webhooksSchema.partial(),
    autoscaler: autoscalerSchema.partial(),
    exclusions: exclusionsSchema.partial(),
    fleet: fleetSchema.partial(),
    deployment: deploymentLayerSchema,
    tiers: tiersSchema.partial(),
  })
  .partial();

export type Layer = z.infer<typeof layerSchema>;
