import { z } from 'zod';
import { accountSchema, autoscalerSchema, drainSchema, timeoutsSchema, webhooksSchema } from './schema.ts';

/**
 * What a person gives an execution: `{ "cluster": "dev" }` is enough. Everything else overrides the configuration for this run.
 * Unknown keys are errors.
 */
export const runInputSchema = z.strictObject({
  cluster: z
    .string()
    .regex(/^[0-9A-Za-z][\w-]{0,99}$/, 'Write the name as EKS shows it: letters, digits, - and _, at most 100.'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, 'Write a region, for example eu-west-1.')
    .optional(),
  account: accountSchema.optional(),
  dryRun: z.boolean().optional(),
  minNodes: z.number().int().min(0).max(10_000).optional(),
  verify: z.boolean().optional(),
  /** The only node groups that the run touches. */
  nodeGroups: z.array(z.string().min(1)).min(1).optional(),
  /** A start with it aborts a running stop of the cluster and takes over. */
  takeover: z.boolean().optional(),
  timeouts: timeoutsSchema.partial().optional(),
  drain: drainSchema.partial().optional(),
  webhooks: webhooksSchema.partial().optional(),
  autoscaler: autoscalerSchema.partial().optional(),
});

export type RunInput = z.infer<typeof runInputSchema>;
