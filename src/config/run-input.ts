import { z } from 'zod';
import { clusterName, nodeGroupName, regionName } from './name-schemas.ts';
import {
  accountSchema,
  autoscalerSchema,
  drainSchema,
  onFailureSchema,
  timeoutsSchema,
  webhooksSchema,
} from './schema.ts';

/**
 * What a person gives an execution: `{ "cluster": "dev" }` is enough. Everything else overrides the configuration for this run.
 * Unknown keys are errors.
 */
export const runInputSchema = z.strictObject({
  cluster: clusterName,
  region: regionName.optional(),
  account: accountSchema.optional(),
  dryRun: z.boolean().optional(),
  minNodes: z.number().int().min(0).max(10_000).optional(),
  verify: z.boolean().optional(),
  onFailure: onFailureSchema.optional(),
  /** The only node groups that the run touches. */
  nodeGroups: z.array(nodeGroupName).min(1).max(500).optional(),
  /** A start with it aborts a running stop of the cluster and takes over. */
  takeover: z.boolean().optional(),
  timeouts: timeoutsSchema.partial().optional(),
  drain: drainSchema.partial().optional(),
  webhooks: webhooksSchema.partial().optional(),
  autoscaler: autoscalerSchema.partial().optional(),
});

export type RunInput = z.infer<typeof runInputSchema>;
