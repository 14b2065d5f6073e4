import { describeExecution } from '../../src/aws/describe-execution.ts';
import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import type { JournalEntry } from '../../src/aws/ports.ts';
import { storedReport } from '../../src/aws/stored-report.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import { tierNames } from '../../src/domain/run-settings.ts';
import type { ReportFormat } from '../../src/report/formats.ts';
import { buildReport, type ReportedRun, type RunEnd } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import type { KnownRun } from '../known-runs.ts';

export interface FoundReport {
  readonly text: string;
  /** Where it is from, as a sentence, unless it is the one that the run left. */
  readonly remark: string | null;
}

/**
 * The report of a run in one format: the one in the bucket, or where that is gone, out of reach or not made yet, one from the journal. Of a
 * run that goes on it is made anew each time.
 */
export async function reportOfRun(deployment: Deployment, run: KnownRun, format: ReportFormat): Promise<FoundReport> {
  if (run.status === 'running') {
    return {
      text: await rebuilt(deployment, run, format),
      remark: `Run ${run.id} still goes on: this is its report so far.`,
    };
  }
  if (run.report === null) {
    return {
      text: await rebuilt(deployment, run, format),
      remark: 'The run left no report: this one is made from its journal.',
    };
  }
  // One name, several formats: the table has the address of the JSON.
  const address = run.report.replace(/\.json$/, `.${format.extension}`);
  const stored = await readStored(deployment, address);
  if ('text' in stored) return { text: stored.text, remark: null };
  return {
    text: await rebuilt(deployment, run, format),
    remark: `${stored.problem}: this one is made from the journal.`,
  };
}

async function readStored(
  { clients }: Deployment,
  address: string,
): Promise<{ readonly text: string } | { readonly problem: string }> {
  try {
    const text = await storedReport(clients.reports, address);
    return text === null ? { problem: `${address} is gone` } : { text };
  } catch (error) {
    if (!(error instanceof AccessDeniedError)) throw error;
    return { problem: `${address} may not be read (s3:GetObject)` };
  }
}

async function rebuilt(deployment: Deployment, run: KnownRun, { render }: ReportFormat): Promise<string> {
  const at = clusterTable(deployment.clients.table, await deployment.tableName(), run.cluster);
  const journal = dynamodbJournal(at);
  const entries = await journal.read(run);
  const reported = await asReported(deployment, run);
  const sources = await readReportSources(reported, { journal, records: dynamodbRecords(at) }, null);
  return render(buildReport(reported, entries, endOf(run, entries), sources));
}

/** What the table does not keep of a run: its input may have it, and the order of its tiers is the usual one. */
async function asReported({ clients }: Deployment, run: KnownRun): Promise<ReportedRun> {
  const described = await describeExecution(clients.states, run.executionArn);
  const { minNodes } = JSON.parse(described?.input ?? '{}') as { readonly minNodes?: unknown };
  return {
    ...run,
    minNodes: typeof minNodes === 'number' ? minNodes : 0,
    settings: { tiers: tierNames.map((name) => ({ name, components: [] })) },
  };
}

function endOf({ status, reason, endedAt, startedAt }: KnownRun, entries: readonly JournalEntry[]): RunEnd {
  const seen =
    entries
      .map((entry) => entry.endedAt)
      .sort()
      .at(-1) ?? startedAt;
  if (status !== 'running') return { status, reason, endedAt: new Date(endedAt ?? seen) };
  const now = new Date();
  // The clock of whoever asks may be behind that of the run.
  return { status, reason: null, endedAt: new Date(seen) > now ? new Date(seen) : now };
}
