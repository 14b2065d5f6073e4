import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from '@aws-sdk/client-sfn';
import { callAws } from './errors-from-aws.ts';

/** What an event of an execution's history says to somebody who follows it. */
export interface ExecutionEvent {
  readonly id: number;
  /** `TaskStateEntered`, `TaskStateExited`, `TaskFailed`, `ExecutionRedriven`, … */
  readonly type: string;
  readonly at: Date;
  /** The title of the state that was entered or left; absent on all other events. */
  readonly state?: string;
  /** JSON text that a state was left with. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Step Functions answers a megabyte at the most: with data, fewer events than asked for. */
const eventsAPage = 200;

/**
 * The events after one that is known (0: all), in order. The history is read from its end, because a token does not go on where a
 * history was read to its end before: so each look costs what is new, and not the whole of it.
 */
export async function eventsAfter(states: SFNClient, executionArn: string, known: number): Promise<ExecutionEvent[]> {
  const found = new Map<number, ExecutionEvent>();
  let nextToken: string | undefined;
  let oldest = Number.POSITIVE_INFINITY;
  do {
    const command = new GetExecutionHistoryCommand({
      executionArn,
      reverseOrder: true,
      maxResults: eventsAPage,
      ...(nextToken === undefined ? {} : { nextToken }),
    });
    const page = await callAws('states:GetExecutionHistory', () => states.send(command));
    // An execution that goes on pushes events from one page to the next: by their ids they count once.
    for (const event of (page.events ?? []).map(eventFrom)) {
      oldest = Math.min(oldest, event.id);
      if (event.id > known) found.set(event.id, event);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && oldest > known + 1);
  return [...found.values()].sort((one, other) => one.id - other.id);
}

function eventFrom(event: HistoryEvent): ExecutionEvent {
  const { id = 0, type = 'TaskFailed', timestamp = new Date(0) } = event;
  const { stateEnteredEventDetails: entered, stateExitedEventDetails: left } = event;
  const state = entered?.name ?? left?.name;
  const { error, cause } = failureIn(event);
  return {
    ...{ id, type, at: timestamp },
    ...(state === undefined ? {} : { state }),
    ...(left?.output === undefined ? {} : { output: left.output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Every kind of failure has its details under a name of its own. */
function failureIn(event: HistoryEvent): { readonly error?: string | undefined; readonly cause?: string | undefined } {
  return (
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails ??
    event.lambdaFunctionFailedEventDetails ??
    event.evaluationFailedEventDetails ??
    event.executionFailedEventDetails ??
    event.executionAbortedEventDetails ??
    event.executionTimedOutEventDetails ??
    {}
  );
}
