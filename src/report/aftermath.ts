import type { JournalEntry, RunIdentity } from '../aws/ports.ts';
import { machineNames } from '../domain/machine-names.ts';
import { shellWord } from '../domain/shell-word.ts';
import type { ReportNodeGroup } from './node-groups.ts';
import type { RunStatus } from './report.ts';
import { type ReportWebhook, webhooksOf } from './webhooks.ts';

/** How a run leaves the cluster, as far as its journal knows, and what a person may type. */
export interface ReportAftermath {
  /** Where a run failed: the title of its phase, with the node group or tier; null where it did not, or the journal does not say. */
  readonly failedAt: string | null;
  /** Node groups that are scaled to zero. */
  readonly asleep: readonly string[];
  /** Node groups that have their nodes, or may have: a failed stop did not come to see them at zero. */
  readonly awake: readonly string[];
  /** `Validating/configuration/webhook` of the entries that still hold Ignore. */
  readonly relaxedWebhooks: readonly string[];
  /** `namespace/name` of the autoscalers that are still scaled to 0. */
  readonly pausedAutoscalers: readonly string[];
  readonly next: readonly { readonly text: string; readonly command: string }[];
}

interface Ended {
  readonly run: RunIdentity;
  readonly status: RunStatus;
  /** ARN of the start that follows a failed stop where the configuration says so. */
  readonly rolledBackBy: string | null;
}

export function aftermathOf(
  { run, status, rolledBackBy }: Ended,
  entries: readonly JournalEntry[],
  groups: readonly ReportNodeGroup[],
  stop: readonly JournalEntry[],
): ReportAftermath {
  const isAsleep = ({ before, asleep, after }: ReportNodeGroup) =>
    run.action === 'stop' ? (asleep ?? before)?.desired === 0 : after === null;
  // A dry run changed nothing, so the sizes in its journal are not the cluster's.
  const known = run.dryRun ? [] : groups;
  return {
    failedAt: status === 'failed' ? failedAt(entries) : null,
    asleep: known.filter(isAsleep).map(({ name }) => name),
    awake: known.filter((group) => !isAsleep(group)).map(({ name }) => name),
    relaxedWebhooks: run.dryRun ? [] : stillRelaxed(webhooksOf([...stop, ...entries])),
    pausedAutoscalers: run.dryRun ? [] : stillPaused([...stop, ...entries]),
    next: run.dryRun ? [] : nextCommands({ run, status, rolledBackBy }),
  };
}

/** The phase that failed last; where none says so (the run was ended, or ran out of time), the one that was under way. */
function failedAt(entries: readonly JournalEntry[]): string | null {
  const own = entries.filter(({ phase }) => phase !== 'on-run-failed');
  const at = own.findLast(({ status }) => status === 'failed') ?? own.findLast(({ status }) => status === 'pending');
  if (!at) return null;
  return at.item === null ? at.title : `${at.title} (${at.item})`;
}

/** What somebody else changed since (drift) is theirs. */
function stillRelaxed(webhooks: readonly ReportWebhook[]): string[] {
  return webhooks
    .filter(({ decision, result }) => result === 'left-relaxed' || (decision === 'relax' && result === null))
    .map(({ kind, configuration, webhook }) => `${kind}/${configuration}/${webhook}`);
}

/** Told by what was scaled, and by the last pass, which knows it also where the pass that scaled was lost before it was journalled. */
function stillPaused(entries: readonly JournalEntry[]): string[] {
  const isResumed = entries.some(({ phase, status }) => phase === 'resume-autoscalers' && status === 'done');
  if (isResumed) return [];
  const paused = entries
    .filter(({ phase }) => phase === 'pause-autoscalers')
    .flatMap(({ actions, summary }) => [
      ...actions.filter(({ verb }) => verb === 'scale').map(({ target }) => target.replace(/^deployment\//, '')),
      ...(typeof summary.autoscaler === 'string' && Number(summary.replicas) > 0 ? [summary.autoscaler] : []),
    ]);
  return [...new Set(paused)];
}

function nextCommands({ run, status, rolledBackBy }: Ended): ReportAftermath['next'] {
  if (rolledBackBy !== null) {
    const command = `aws stepfunctions describe-execution --region ${regionOf(run)} --execution-arn ${shellWord(rolledBackBy)}`;
    return [{ text: 'The cluster is being woken again. Do not redrive the stop; look at the start:', command }];
  }
  const wake = { text: 'To wake the cluster:', command: startCommand(run) };
  if (status === 'failed') {
    const redrive = {
      text: 'When the cause is gone, go on from the step that failed (AWS allows it for 14 days):',
      command: `aws stepfunctions redrive-execution --region ${regionOf(run)} --execution-arn ${shellWord(run.executionArn)}`,
    };
    return run.action === 'stop' ? [redrive, { ...wake, text: 'Or wake the cluster instead:' }] : [redrive];
  }
  return run.action === 'stop' && status === 'succeeded' ? [wake] : [];
}

function startCommand(run: RunIdentity): string {
  const machine = run.executionArn
    .replace(':execution:', ':stateMachine:')
    .replace(/:[^:]+:[^:]+$/, `:${machineNames.start}`);
  const [, , , ownRegion, ownAccount] = run.executionArn.split(':');
  const { name: cluster, account, region } = run.cluster;
  const input = JSON.stringify({
    cluster,
    ...(account === ownAccount ? {} : { account }),
    ...(region === ownRegion ? {} : { region }),
  });
  return `aws stepfunctions start-execution --region ${regionOf(run)} --state-machine-arn ${shellWord(machine)} --input ${shellWord(input)}`;
}

/** arn:aws:states:<region>:… : the scheduler's, which may not be the cluster's. */
function regionOf({ executionArn }: RunIdentity): string {
  return shellWord(executionArn.split(':')[3] ?? '');
}
