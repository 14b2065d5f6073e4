import type { Action } from '../../src/domain/run.ts';
import type { ReportPods } from '../../src/report/pods.ts';
import type { Report, ReportAction } from '../../src/report/report.ts';
import type { Difference } from './compare-snapshots.ts';
import type { Forecast } from './forecast.ts';

export interface Size {
  readonly min: number;
  readonly max: number;
  readonly desired: number;
}

/** What a rehearsal came to. This is the document that `rehearse --json` prints; seconds are of the sandbox's time. */
export interface NightResult {
  readonly cluster: string;
  readonly dryRun: boolean;
  readonly startedAt: string;
  /** On the twin seconds are simulated, on the real control plane they are the wall's. */
  readonly kubernetes: 'twin' | 'real';
  /** So many times shorter the waits of the machines and of the instances were than on AWS: always 1 on the twin. */
  readonly waits: number;
  readonly runs: readonly NightRun[];
  /** Null where the rehearsal did not come by that moment. */
  readonly nodeGroups: readonly {
    readonly name: string;
    readonly before: Size;
    readonly asleep: Size | null;
    readonly after: Size | null;
  }[];
  readonly pods: Pick<ReportPods, 'evicted' | 'residual' | 'forced' | 'daemonSet' | 'lost'>;
  readonly residualPods: ReportPods['residualPods'];
  readonly lostPods: ReportPods['lostPods'];
  /** Every entry of every configuration. */
  readonly webhooks: readonly NightWebhook[];
  readonly phases: readonly NightPhase[];
  readonly actions: readonly ReportAction[];
  readonly warnings: readonly string[];
  /** What is not as it should be in the end; empty when all came back (asleep: when all sleeps; dry run: when nothing changed). */
  readonly differences: readonly Difference[];
  /** About the world itself. */
  readonly notes: readonly string[];
  /** What to expect of a night on the real cluster; null where no stop came so far that it can be said. */
  readonly forecast: Forecast | null;
  /** The subjects of what people would have been sent, in order. */
  readonly notices?: readonly string[];
}

export interface NightRun {
  readonly action: Action;
  readonly executionArn: string;
  /** Of the execution: SUCCEEDED, FAILED, … */
  readonly status: string;
  /** Whether the run was skipped, and why. */
  readonly skipped: string | null;
  /** The state at which it failed, under the title that the runbook has for it; the named error; and what that says. */
  readonly failedState: string | null;
  readonly error: string | null;
  readonly message: string | null;
  readonly seconds: number;
}

export interface NightPhase {
  readonly action: Action;
  readonly title: string;
  readonly status: Report['phases'][number]['status'];
  readonly seconds: number;
  readonly passes: number;
}

export interface NightWebhook {
  /** `ValidatingWebhookConfiguration` or `MutatingWebhookConfiguration`. */
  readonly kind: string;
  readonly configuration: string;
  readonly webhook: string;
  readonly decision: 'relax' | 'leave';
  /** One word; docs/architecture.md lists them, and here `unjudged` where no run came to Relax webhooks. */
  readonly reason: string;
  /** The same for a person, where there is more to say. */
  readonly why: string | null;
  /** What became of an entry that was relaxed: restored, left-relaxed, …; null before the morning. */
  readonly result: string | null;
  readonly resultReason: string | null;
}
