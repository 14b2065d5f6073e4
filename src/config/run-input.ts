import { z } from 'zod';
import { accountSchema } from './account-schema.ts';
import { clusterName, nodeGroupName, regionName } from './name-schemas.ts';
import { overridesSchema } from './overrides-schema.ts';

/**
 * What a person gives an execution: `{ "cluster": "dev" }` is enough. Everything else overrides the configuration for this run.
 * Unknown keys are errors.
 */
export const runInputSchema = z.strictObject({
  cluster: clusterName,
  region: regionName.optional(),
  account: accountSchema.optional(),
  dryRun: z.boolean().optional(),
  /** The only node groups that the run touches. */
  nodeGroups: z.array(nodeGroupName).min(1).max(500).optional(),
  /** A start with it aborts a running stop of the cluster and takes over. */
  takeover: z.boolean().optional(),
  ...overridesSchema.shape,
});

export type RunInput = z.infer<typeof runInputSchema>;
