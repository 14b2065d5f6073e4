import type { Action } from '../domain/run.ts';
import type { NotificationSettings } from '../domain/run-settings.ts';
import type { RunStatus } from '../report/report.ts';

/** What a notice can be about, as `notifications` in the configuration names it. */
export type NoticeKind = keyof NotificationSettings;

/** error: somebody has to do something. warning: somebody should have a look. */
export type Severity = 'info' | 'warning' | 'error';

/** What people and programs are told of the end of a run or of a fleet. */
export interface Notice {
  /** All that it is, the weightiest first; never empty. */
  readonly kinds: readonly NoticeKind[];
  readonly severity: Severity;
  /** ASCII on one line, at most 100 characters. */
  readonly subject: string;
  /** All of it in one sentence, without a full stop. */
  readonly headline: string;
  /** For people: what happened first, then what to type. */
  readonly text: string;
  readonly facts: NoticeFacts;
}

/** The same for programs: plain values, null where something is not known or does not apply. Instants are ISO 8601 UTC. */
export interface NoticeFacts {
  readonly action: Action;
  readonly status: RunStatus;
  /** Null in a notice of a fleet, and of a run whose input names no cluster. */
  readonly cluster: string | null;
  readonly account: string | null;
  readonly region: string | null;
  /** Name of the execution. */
  readonly runId: string;
  readonly executionArn: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seconds: number;
  /** The first ten, and how many more there are. */
  readonly warnings: readonly string[];
  /** Why it was skipped, or what the error says. */
  readonly reason: string | null;
  /** The named error, `NodeGroupError`. */
  readonly error: string | null;
  /** Title of the state at which it failed: a heading of docs/runbook.md. */
  readonly state: string | null;
  /** `s3://` address of the JSON report; the other formats stand beside it. */
  readonly reportAddress: string | null;
  readonly cure: string | null;
  readonly redriveCommand: string | null;
  /** Clusters by how they fared, and the first of those that failed; of a fleet alone. */
  readonly fleet?: {
    readonly clusters: number;
    readonly done: number;
    readonly skipped: number;
    readonly failed: number;
    readonly failures: readonly string[];
  };
}

/** What programs get: the facts with what the notice is. Fields may be added to a version; none goes or changes its meaning. */
export interface NoticeDocument extends NoticeFacts {
  readonly version: 1;
  /** The weightiest of `kinds`. */
  readonly kind: NoticeKind;
  readonly kinds: readonly NoticeKind[];
  readonly severity: Severity;
  readonly headline: string;
}

/**
 * The notice with the kinds that are switched on; null where none of its kinds is.
 *
 * @param settings Absent in a run that began before it was handed down: then everything is sent.
 */
export function wantedNotice(notice: Notice, settings?: NotificationSettings): Notice | null {
  const kinds = notice.kinds.filter((kind) => settings?.[kind] ?? true);
  return kinds.length === 0 ? null : { ...notice, kinds };
}

export function documentOf({ kinds, severity, headline, facts }: Notice): NoticeDocument {
  // A notice has a kind, else there would be nothing to tell.
  const [kind = 'success'] = kinds;
  return { version: 1, kind, kinds, severity, headline, ...facts };
}
