import { z } from 'zod';
import { type TierName, tierNames } from '../domain/run-settings.ts';
import { accountSchema } from './account-schema.ts';
import { deploymentLayerSchema, deploymentSchema } from './deployment-schema.ts';
import { glob, labelKey, labelValue, namespaceOrAny, regionName, title } from './name-schemas.ts';
import { loggingSchema, notificationsSchema, snsSchema } from './notices-schema.ts';
import {
  autoscalerSchema,
  drainSchema,
  minNodes,
  onFailure,
  overridesSchema,
  timeoutsSchema,
  verify,
  webhooksSchema,
} from './overrides-schema.ts';
import { schedulesSchema } from './schedule-schema.ts';

export const exclusionsSchema = z
  .strictObject({
    clusters: z
      .array(glob)
      .describe('Globs of clusters that no stop touches; a start brings back what is outstanding.'),
    nodeGroups: z
      .array(glob)
      .describe('Globs of node groups that no stop touches; a start brings back what is outstanding.'),
  })
  .describe('What no stop touches.');

const component = z.strictObject({
  name: title.describe('What reports call it.'),
  kind: z.enum(['Deployment', 'DaemonSet', 'StatefulSet']).describe('What it is.'),
  namespace: namespaceOrAny.describe('The name of its namespace, or * for any.'),
  workload: glob.describe('Its name, or a pattern.'),
  labels: z
    .record(labelKey, labelValue)
    .exactOptional()
    .describe('Labels on the workload or its pods, where the name is not certain.'),
  critical: z.boolean().describe('true: a start fails where it is not ready in time. false: that is a warning.'),
});

type Components = z.infer<typeof component>[];
const components: z.ZodType<Components> = z
  .array(component)
  .describe('The services of this tier; they replace the default ones.');

/** One list of components a tier; a tier that a file names replaces the default list of that tier. */
export const tiersSchema = z
  .strictObject(Object.fromEntries(tierNames.map((name) => [name, components])) as Record<TierName, typeof components>)
  .describe('The services that a start waits for, tier by tier; a stop drains them in the opposite order.');

export const fleetSchema = z
  .strictObject({
    concurrency: z.number().int().min(1).max(1000).describe('Clusters at once.'),
    failsWhen: z
      .enum(['any', 'all', 'never'])
      .describe(
        'any: one failed cluster fails the fleet’s execution. all: only when every one failed. never: not at all.',
      ),
  })
  .describe('How several clusters run together.');

export type { DeploymentSettings } from './deployment-schema.ts';
export type { NotificationSettings } from './notices-schema.ts';
export type { RunOverrides } from './overrides-schema.ts';
export type { Schedule } from './schedule-schema.ts';
export { accountSchema };

/** So many differ from the rest; more are a matter of patterns. */
const mostClusters = 200;

const clustersSchema = z
  .record(glob, overridesSchema)
  .refine((clusters) => Object.keys(clusters).length <= mostClusters, `Name at most ${mostClusters}; use patterns (*).`)
  .describe('What differs for some clusters, by name or pattern; the exact name wins, then what stands later.');

export const configurationSchema = z.strictObject({
  minNodes,
  verify,
  onFailure,
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
  clusters: clustersSchema,
  notifications: notificationsSchema,
  sns: snsSchema,
  logging: loggingSchema,
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
    notifications: notificationsSchema.partial(),
    sns: snsSchema.partial(),
    logging: loggingSchema.partial(),
    tiers: tiersSchema.partial(),
  })
  .partial();

export type Layer = z.infer<typeof layerSchema>;
