import { z } from 'zod';
import { driftSchema } from './drift.ts';
import type { Report } from './report.ts';

const count = z.number().int().min(0);
const text = z.string().nullable();
const instant = z.iso.datetime();
const size = z.object({ min: count, max: count, desired: count }).nullable();
const points = z.array(z.object({ at: instant, count }));
const amount = z.number().nullable();

const phase = z.object({
  step: count,
  phase: z.string(),
  title: z.string(),
  item: text,
  status: z.enum(['done', 'pending', 'skipped', 'failed']),
  reason: text,
  startedAt: instant,
  endedAt: instant,
  seconds: count,
  passes: count,
});

const pods = z.object({
  evicted: count,
  residual: count.describe('Deleted because no eviction could ever have removed them.'),
  forced: count.describe("Deleted because the drain's timeout had passed."),
  daemonSet: count.describe('Left where they were: they belong to DaemonSets.'),
  lost: count.describe('Lost data, or have nobody who brings them back.'),
  evictedPods: z.array(z.string()),
  residualPods: z.array(z.object({ pod: z.string(), budget: text })),
  forcedPods: z.array(z.object({ pod: z.string(), why: text })),
  lostPods: z.array(z.object({ pod: z.string(), what: z.string() })),
});

const webhook = z.object({
  kind: z.string(),
  configuration: z.string(),
  webhook: z.string(),
  decision: z.enum(['relax', 'leave']).nullable(),
  reason: text,
  why: text,
  result: text,
  resultReason: text,
});

const drift = z.object({ phase: z.string(), ...driftSchema.shape });

const action = z.object({
  phase: z.string(),
  item: text,
  verb: z.string(),
  target: z.string(),
  detail: text,
  mark: z.enum(['[DRY RUN]', '']),
});

const comparison = z
  .object({
    with: z.object({ id: z.string(), startedAt: instant, status: z.enum(['succeeded', 'failed']) }),
    differences: z.array(z.object({ what: z.string(), before: text, now: text })),
  })
  .nullable()
  .describe('What the run did otherwise than the one of the same action before it.');

const savings = z
  .object({
    per: z
      .enum(['sleep', 'hour'])
      .describe('The sleep that a start ended, or one hour of the sleep that a stop began.'),
    nodeHours: z.number(),
    byInstanceType: z.array(z.object({ instanceTypes: z.string(), nodes: count, nodeHours: z.number(), amount })),
    amount: amount.describe('Of the instance types that have a price, in `currency`.'),
    currency: text,
    unpriced: z.array(z.string()),
    controlPlane: amount.describe('What the control plane cost in the same time; it is not taken off the amount.'),
    remarks: z.array(z.string()),
  })
  .nullable();

/** The JSON report: docs/report.schema.json is made from it. */
export const reportSchema: z.ZodType<Report> = z.object({
  schemaVersion: z.literal(1).describe('Fields may be added to a version; none goes or changes its meaning.'),
  run: z.object({
    id: z.string().describe('Name of the execution.'),
    executionArn: z.string(),
    action: z.enum(['stop', 'start']),
    cluster: z.object({ account: z.string(), region: z.string(), name: z.string() }),
    startedAt: instant,
    endedAt: instant,
    seconds: count,
    dryRun: z.boolean(),
    minNodes: count,
  }),
  status: z.enum(['running', 'succeeded', 'skipped', 'failed']),
  reason: text.describe('Why the run was skipped or failed.'),
  headline: z.string().describe('All of it in one sentence.'),
  aftermath: z.object({
    failedAt: text.describe('Title of the phase that failed, with its node group or tier.'),
    asleep: z.array(z.string()).describe('Node groups at zero.'),
    awake: z.array(z.string()).describe('Node groups that have their nodes, or may have.'),
    relaxedWebhooks: z.array(z.string()).describe('Entries that still hold Ignore: kind/configuration/webhook.'),
    pausedAutoscalers: z.array(z.string()).describe('Autoscalers that are still scaled to 0: namespace/name.'),
    next: z.array(z.object({ text: z.string(), command: z.string() })).describe('What a person may type.'),
  }),
  phases: z.array(phase),
  progress: z.object({
    pods: points.describe('Pods that were still to leave when a pass of Drain nodes looked.'),
    nodes: points.describe("Nodes of the run's groups, as EKS had brought them up or taken them away."),
    nodesReady: points.describe('Nodes that were Ready when a pass of Wait for nodes looked.'),
    waves: z.array(z.object({ wave: z.string(), startedAt: instant, endedAt: instant, podsLeft: count })),
  }),
  nodeGroups: z.array(z.object({ name: z.string(), before: size, asleep: size, after: size })),
  nodes: z.object({ before: count.nullable(), after: count.nullable(), nodeHoursPerHour: count.nullable() }),
  pods,
  webhooks: z.array(webhook),
  drift: z.array(drift),
  actions: z.array(action),
  warnings: z.array(z.object({ phase: z.string(), message: z.string() })),
  comparison,
  savings,
});

/** The JSON Schema (2020-12) that is published: fields that a reader does not know are allowed. */
export function reportJsonSchema(): Record<string, unknown> {
  return { title: 'Report of a run of EKS Scheduler', ...z.toJSONSchema(reportSchema, { io: 'input' }) };
}
