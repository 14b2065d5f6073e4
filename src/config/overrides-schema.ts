import { z } from 'zod';
import { namespacedName, webhookName } from './name-schemas.ts';

const seconds = (least: number, most: number) => z.number().int().min(least).max(most);
const timeout = (about: string) => seconds(10, 21_600).describe(about);

export const timeoutsSchema = z
  .strictObject({
    relaxWebhooks: timeout('Relaxing the webhooks, and seeing that they stay relaxed.'),
    pauseAutoscalers: timeout('Until the autoscaler’s pods are gone.'),
    drain: timeout('From here on the drain goes past budgets and shortens graces.'),
    scaleNodeGroup: timeout('Until EKS has carried out a change of sizes.'),
    confirmStopped: timeout('Until no node is left.'),
    waitForNodes: timeout('Until the nodes are ready.'),
    waitForTier: timeout('Until one tier of services is ready.'),
    restoreWebhooks: timeout('Until the backends of the webhooks are ready and the policies are back.'),
    validateWebhooks: timeout('Until the restored webhooks answer.'),
  })
  .describe(
    'How long each repeated phase may go on, in seconds, from the moment its loop was entered or the run was redriven.',
  );

export const drainSchema = z
  .strictObject({
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
  })
  .describe('How pods are moved off the nodes.');

export const webhooksSchema = z
  .strictObject({
    relax: z
      .enum(['auto', 'listed', 'off'])
      .describe('auto: what can block a bootstrap or a drain. listed: only what `always` names. off: none.'),
    always: z
      .array(webhookName)
      .describe('Entries to relax whatever the rules say: configuration or configuration/webhook.'),
    never: z.array(webhookName).describe('Entries never to relax, in the same form.'),
  })
  .describe('Which admission webhooks fail open while a cluster sleeps.');

export const autoscalerSchema = z
  .strictObject({
    deployment: namespacedName
      .nullable()
      .describe('namespace/name of the Cluster Autoscaler’s Deployment; null looks for it.'),
  })
  .describe('What is paused before the drain.');

export const minNodes = z
  .number()
  .int()
  .min(0)
  .max(10_000)
  .describe('Nodes that must be up in the morning, over all groups.');
export const verify = z.boolean().describe('Run Verify cluster at the end of a start.');
export const onFailure = z
  .enum(['hold', 'rollback'])
  .describe(
    'What follows a stop that failed for good. hold: it waits for a redrive. rollback: the cluster is started.',
  );

/**
 * What may differ from run to run, all of it optional: laid over the configuration by `clusters`, by the overrides of a fleet and by
 * the input of an execution.
 */
export const overridesSchema = z
  .strictObject({
    minNodes,
    verify,
    onFailure,
    timeouts: timeoutsSchema.partial(),
    drain: drainSchema.partial(),
    webhooks: webhooksSchema.partial(),
    autoscaler: autoscalerSchema.partial(),
  })
  .partial();

export type RunOverrides = z.infer<typeof overridesSchema>;
