/** What an event of an execution's history has to say here; the shape of GetExecutionHistory. */
export interface HistoryStep {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly stateEnteredEventDetails?: unknown;
}

/**
 * The title of the state that failed an execution, or null where none did: the last Task that failed, and from there back to where
 * it was entered. Not the last that was entered: the iterations of a Map go side by side.
 */
export function failedState(events: readonly HistoryStep[]): string | null {
  const byId = new Map(events.map((event) => [event.id, event]));
  let event = events.findLast(({ type }) => /^(Task|LambdaFunction)(Failed|TimedOut)$|^EvaluationFailed$/.test(type));
  while (event && !event.type.endsWith('StateEntered')) event = byId.get(event.previousEventId);
  return event ? nameOf(event) : null;
}

/** The title of the state that was entered last, for an execution that ended from outside: aborted, or out of time. */
export function stateReached(events: readonly HistoryStep[]): string | null {
  const event = events.findLast(({ type }) => type.endsWith('StateEntered'));
  return event ? nameOf(event) : null;
}

function nameOf({ stateEnteredEventDetails: details }: HistoryStep): string | null {
  return typeof details === 'object' && details !== null && 'name' in details ? String(details.name) : null;
}
