import type { JournalEntry } from '../../src/aws/ports.ts';
import type { Notice } from '../../src/notices/notice.ts';
import { type Failure, noticeOfFailure } from '../../src/notices/notice-of-failure.ts';
import { noticeOfRun } from '../../src/notices/notice-of-run.ts';
import { buildReport, journalAlone, type Report } from '../../src/report/report.ts';
import { aMorning, aNight, anEntry, aPastRun, aRecord, aRun } from '../report/a-journal.ts';

export const cluster = { account: '111122223333', region: 'eu-west-1', name: 'shop-dev' };
export const address = 's3://reports/reports/shop-dev/20261124T060000Z-start-morning.json';

const executionArn = (machine: string, name: string) =>
  `arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-${machine}:${name}`;

/** A morning that brought five nodes back after a night of nearly twelve hours, with what a test wants to be different. */
export function aMorningReport(changes: Partial<Report> = {}, more: readonly JournalEntry[] = []): Report {
  const run = aRun({
    ...{ id: 'morning', action: 'start', cluster, executionArn: executionArn('scale-up', 'morning') },
    startedAt: '2026-11-24T05:59:00.000Z',
  });
  const end = { status: 'succeeded', reason: null, endedAt: new Date('2026-11-24T06:08:07.000Z') } as const;
  // The stop before it, of which the journal has the node groups alone.
  const stop = aPastRun({ entries: aNight().filter(({ phase }) => phase === 'scale-node-group') });
  const sources = { ...journalAlone, stop, records: [aRecord({ name: 'apps' })] };
  return { ...buildReport(run, [...aMorning(), ...more], end, sources), ...changes };
}

export function aRunNotice(changes: Partial<Report> = {}, more: readonly JournalEntry[] = []): Notice {
  return noticeOfRun(aMorningReport(changes, more), address);
}

/** An entry that found the node group awake, with more nodes than were recorded. */
export function wokenByHand(): JournalEntry {
  const found = { kind: 'node group', name: 'apps', recorded: 'desired 5', found: 'desired 7', result: 'desired 7' };
  return anEntry({
    ...{ phase: 'validate-bootstrap', title: 'Validate bootstrap', step: 2 },
    facts: { nodeGroupDrift: [{ ...found, outcome: 'kept' }] },
  });
}

export const cure = 'Remove the cause that EKS names, then redrive this execution.';

export function aFailure(changes: Partial<Failure> = {}): Failure {
  return {
    ...{ runId: 'evening', executionArn: executionArn('scale-down', 'evening'), action: 'stop', isRollback: false },
    ...{ cluster, startedAt: '2026-11-23T20:00:00.000Z', endedAt: '2026-11-23T20:04:10.000Z', ending: 'FAILED' },
    ...{
      error: 'NodeGroupError',
      message: `EKS refused min 0, max 6, desired 0 for node group batch: Nodegroup is degraded. ${cure}`,
    },
    ...{ state: 'Scale node group', report: null, cure },
    after: { rollback: 'none', reason: 'onFailure is hold: the cluster stays as it is' },
    ...changes,
  };
}

export function aFailureNotice(changes: Partial<Failure> = {}): Notice {
  return noticeOfFailure(aFailure(changes));
}
