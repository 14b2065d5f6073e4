import type { Run } from '../../src/domain/run.ts';
import type { HistoryEvent } from '../engine/engine.ts';

/** The run as every phase after Prepare run is handed it; null where none was reached. */
export function runInHistory(events: readonly HistoryEvent[]): Run | null {
  const scheduled = events.findLast(({ type }) => type === 'TaskScheduled');
  const details = scheduled?.taskScheduledEventDetails as { readonly parameters: string } | undefined;
  const parameters = JSON.parse(details?.parameters ?? '{}') as { readonly Payload?: { readonly run?: Run } };
  return parameters.Payload?.run ?? null;
}
