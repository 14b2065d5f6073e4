import { type ExecutionStatus, ListExecutionsCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { callAws, isNamed } from './errors-from-aws.ts';

/** An execution as a list of them shows it. */
export interface ListedExecution {
  readonly arn: string;
  readonly name: string;
  readonly status: string;
  readonly startedAt: Date;
}

/**
 * Executions of a machine, newest first, at most so many; none of a machine that does not exist.
 *
 * @param wanted Only those of one status, and only those that began at `since` or later.
 */
export async function listedExecutions(
  states: SFNClient,
  stateMachineArn: string,
  wanted: { readonly status?: ExecutionStatus; readonly since?: Date; readonly most: number },
): Promise<ListedExecution[]> {
  const { status, since = new Date(0), most } = wanted;
  const found: ListedExecution[] = [];
  let nextToken: string | undefined;
  do {
    const command = new ListExecutionsCommand({
      stateMachineArn,
      maxResults: Math.min(most, 1000),
      ...(status === undefined ? {} : { statusFilter: status }),
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await callAws('states:ListExecutions', () =>
      states.send(command).catch((error: unknown) => {
        if (isNamed(error, 'StateMachineDoesNotExist')) return { executions: [], nextToken: undefined };
        throw error;
      }),
    );
    const listed = (page.executions ?? []).map(({ executionArn = '', name = '', status: how = '', startDate }) => ({
      ...{ arn: executionArn, name, status: how },
      startedAt: startDate ?? new Date(0),
    }));
    found.push(...listed.filter(({ startedAt }) => startedAt >= since));
    nextToken = listed.every(({ startedAt }) => startedAt >= since) ? page.nextToken : undefined;
  } while (nextToken !== undefined && found.length < most);
  return found.slice(0, most);
}
