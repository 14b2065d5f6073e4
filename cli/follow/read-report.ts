import { clusterTable } from '../../src/aws/dynamodb-items.ts';
import { dynamodbJournal } from '../../src/aws/dynamodb-journal.ts';
import { dynamodbRecords } from '../../src/aws/dynamodb-records.ts';
import { AccessDeniedError, TransientError } from '../../src/domain/errors.ts';
import { buildReport, endOf, type Report } from '../../src/report/report.ts';
import { readReportSources } from '../../src/report/report-sources.ts';
import type { Deployment } from '../connect-to-deployment.ts';
import { failureWords } from './failure-words.ts';
import type { RunLook } from './followed.ts';

/**
 * The report of a run that has ended, made from its journal: the one in the bucket may not be there yet, and a person need not have access to it.
 * Null for a run that was never prepared, and where the table cannot be read.
 */
export async function readReport({ clients, tableName }: Deployment, look: RunLook): Promise<Report | null> {
  const { run, status, endedAt } = look;
  if (run === null) return null;
  try {
    const at = clusterTable(clients.table, await tableName(), run.cluster);
    const journal = dynamodbJournal(at);
    const entries = await journal.read(run);
    const over = endedAt ?? new Date();
    const end =
      status === 'SUCCEEDED'
        ? endOf(entries, over)
        : ({ status: 'failed', reason: failureWords(look), endedAt: over } as const);
    return buildReport(
      run,
      entries,
      end,
      await readReportSources(run, { journal, records: dynamodbRecords(at) }, null),
    );
  } catch (error) {
    // How the run ended is told without it.
    if (error instanceof AccessDeniedError || error instanceof TransientError) return null;
    throw error;
  }
}
