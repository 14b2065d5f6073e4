import type { HistoryEvent } from '../engine/engine.ts';

/**
 * The title of the state that failed an execution, or null where none did: the last Task that failed, and from there back to where
 * it was entered. Not the last that was entered: the iterations of a Map go side by side.
 */
export function failedState(events: readonly HistoryEvent[]): string | null {
  const byId = new Map(events.map((event) => [event.id, event]));
  let event = events.findLast(({ type }) => /^(Task|LambdaFunction)(Failed|TimedOut)$|^EvaluationFailed$/.test(type));
  while (event && !event.type.endsWith('StateEntered')) event = byId.get(event.previousEventId);
  const details = event?.stateEnteredEventDetails as { readonly name: string } | undefined;
  return details?.name ?? null;
}
