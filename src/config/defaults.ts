import { defaultTiers } from './default-tiers.ts';
import type { Configuration } from './schema.ts';

/** What holds where no file, variable or input says otherwise; config/eks-scheduler.yaml shows the same with comments. */
export const defaults: Configuration = {
  minNodes: 0,
  verify: false,
  onFailure: 'hold',
  accounts: [],
  timeouts: {
    relaxWebhooks: 120,
    pauseAutoscalers: 180,
    drain: 600,
    scaleNodeGroup: 900,
    confirmStopped: 1200,
    waitForNodes: 720,
    waitForTier: 600,
    restoreWebhooks: 300,
    validateWebhooks: 300,
  },
  drain: { budgets: 'computed', unmanagedPods: 'evict', podGracePeriodSeconds: null, concurrency: 50 },
  webhooks: { relax: 'auto', always: [], never: [] },
  autoscaler: { deployment: null },
  exclusions: { clusters: [], nodeGroups: [] },
  regions: [],
  fleet: { concurrency: 20, failsWhen: 'any' },
  schedules: [],
  deployment: {
    logRetentionDays: 90,
    network: null,
    permissionsBoundary: null,
    rolePath: '/',
    externalId: null,
    accessEntries: [],
    drainConcurrency: null,
    runbookUrl: null,
    alarms: { webhookRelaxedHours: 14, lockHeldHours: 9, startLateMinutes: 60 },
  },
  clusters: {},
  notifications: { success: true, failure: true, warning: true, summary: true, action: false, deviation: true },
  sns: { topicArn: null },
  logging: { level: 'INFO' },
  tiers: defaultTiers,
};
