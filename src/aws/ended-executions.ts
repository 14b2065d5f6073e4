import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { failedState, type HistoryStep, stateReached } from '../domain/failed-state.ts';
import { describeExecution } from './describe-execution.ts';
import { callAws, isNamed } from './errors-from-aws.ts';
import type { EndedExecutions } from './ports.ts';

const eventsAPage = 1_000;

/** Executions that have ended without success. */
export function endedExecutions(states: SFNClient): EndedExecutions {
  return {
    describe: async (executionArn) => {
      const described = await describeExecution(states, executionArn);
      return described && { status: described.status ?? '', input: described.input ?? '{}' };
    },
    failedState: (executionArn, status) => readBackwards(states, executionArn, status),
    startOnce: (stateMachineArn, name, input) =>
      callAws('states:StartExecution', async () => {
        try {
          const command = new StartExecutionCommand({ stateMachineArn, name, input });
          const { executionArn } = await states.send(command);
          return executionArn ?? executionOf(stateMachineArn, name);
        } catch (error) {
          if (!isNamed(error, 'ExecutionAlreadyExists')) throw error;
          return executionOf(stateMachineArn, name);
        }
      }),
  };
}

/** From the end, page by page, until it is told: a history may have 25,000 events, and mostly the last few say it. */
async function readBackwards(states: SFNClient, executionArn: string, status: string): Promise<string | null> {
  const tell = status === 'FAILED' ? failedState : stateReached;
  const events: HistoryStep[] = [];
  let nextToken: string | undefined;
  do {
    const command = new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      includeExecutionData: false,
      maxResults: eventsAPage,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await callAws('states:GetExecutionHistory', () => states.send(command));
    events.unshift(...(page.events ?? []).map(stepOf).reverse());
    const title = tell(events);
    if (title !== null) return title;
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  // No Task failed: what failed is the machine's own, a payload that is too large for instance.
  return stateReached(events);
}

function stepOf({
  id = 0,
  previousEventId = 0,
  type = 'TaskFailed',
  stateEnteredEventDetails,
}: HistoryEvent): HistoryStep {
  return { id, previousEventId, type, ...(stateEnteredEventDetails ? { stateEnteredEventDetails } : {}) };
}

/** arn:…:stateMachine:<machine> → arn:…:execution:<machine>:<name> */
function executionOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
}
