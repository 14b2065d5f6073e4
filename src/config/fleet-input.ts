import { z } from 'zod';
import { ConfigurationError } from '../domain/errors.ts';
import { accountSchema } from './account-schema.ts';
import { glob, regionName, tagKey, tagValue } from './name-schemas.ts';
import { overridesSchema } from './overrides-schema.ts';
import { assertPlacesFit } from './places-limit.ts';
import { errorOf, findingsOf } from './problems.ts';

/**
 * What a schedule or a person gives an execution of the fleet: `{ "action": "stop", "clusters": ["*"] }` is enough. An empty list is the same
 * as none. Unknown keys are errors.
 */
export const fleetInputSchema = z
  .strictObject({
    action: z.enum(['stop', 'start']),
    /** Names and globs. With tags besides, a cluster must fit both. */
    clusters: z.array(glob).max(1000).optional(),
    /** All of them, on the cluster. */
    tags: z.record(tagKey, tagValue).optional(),
    accounts: z.array(accountSchema).max(500).optional(),
    regions: z.array(regionName).max(50).optional(),
    /** Names and globs that this fleet leaves alone, whatever the action. */
    exclude: z.array(glob).max(1000).optional(),
    dryRun: z.boolean().optional(),
    /** A start with it aborts running stops of its clusters and takes over. */
    takeover: z.boolean().optional(),
    /** What it hands to the run of every cluster, over the configuration. */
    overrides: overridesSchema.optional(),
    /** Set by a schedule: its name, and the moment that it was due, ISO 8601 in UTC without fractions. */
    schedule: z
      .strictObject({
        name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'Write the name of a schedule.'),
        scheduledTime: z
          .string()
          .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'Write a moment in UTC: 2026-11-23T20:00:00Z.'),
      })
      .optional(),
  })
  .refine(({ clusters = [], tags = {} }) => clusters.length > 0 || Object.keys(tags).length > 0, {
    message: 'Say which clusters, with clusters or tags; clusters: ["*"] means all.',
    path: ['clusters'],
  });

export type FleetInput = z.infer<typeof fleetInputSchema>;

/** @throws {ConfigurationError} that names each wrong field, its value and the cure. */
export function parseFleetInput(input: unknown): FleetInput {
  const parsed = fleetInputSchema.safeParse(input);
  if (!parsed.success) {
    throw errorOf(findingsOf(parsed.error.issues, input, fleetInputSchema, () => 'input of the execution'));
  }
  if (parsed.data.takeover && parsed.data.action === 'stop') {
    throw new ConfigurationError(
      'takeover: true is not for a stop: only a start may end another run (input of the execution).',
      'Leave takeover out, or wait until the other runs end.',
    );
  }
  const { accounts = [], regions = [] } = parsed.data;
  assertPlacesFit({ accounts, regions }, 'The fleet', 'input of the execution');
  return parsed.data;
}
