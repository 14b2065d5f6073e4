import type { HistoryEvent } from '../../sandbox/engine/engine.ts';

/** What one execution made of what Step Functions allows: 25,000 events and 262,144 bytes a payload. */
export interface ExecutionFigures {
  readonly events: number;
  readonly biggestPayload: Payload;
  /** How often each Task was asked, by title. */
  readonly passes: Readonly<Record<string, number>>;
}

export interface Payload {
  readonly bytes: number;
  /** `Drain nodes: output of the function` */
  readonly where: string;
}

/** The fields of an event's details that hold a payload as JSON text, in words. */
const payloadFields = { input: 'input', output: 'output', parameters: 'input of the function' } as const;

export function measureHistory(events: readonly HistoryEvent[]): ExecutionFigures {
  const titles = new Map<number, string>();
  const passes: Record<string, number> = {};
  let biggest: Payload = { bytes: 0, where: 'none' };
  for (const event of events) {
    const entered = nameIn(event.stateEnteredEventDetails);
    const title =
      entered ?? nameIn(event.stateExitedEventDetails) ?? titles.get(event.previousEventId) ?? 'the execution';
    titles.set(event.id, title);
    if (event.type === 'TaskStateEntered') passes[title] = (passes[title] ?? 0) + 1;
    for (const { bytes, where } of payloadsOf(event)) {
      if (bytes > biggest.bytes) biggest = { bytes, where: `${title}: ${where}` };
    }
  }
  return { events: events.length, biggestPayload: biggest, passes };
}

function payloadsOf(event: HistoryEvent): Payload[] {
  return Object.entries(event).flatMap(([key, details]) => {
    if (!key.endsWith('EventDetails') || typeof details !== 'object' || details === null) return [];
    return Object.entries(payloadFields).flatMap(([field, where]) => {
      const text: unknown = (details as Record<string, unknown>)[field];
      return typeof text === 'string' ? [{ bytes: Buffer.byteLength(text), where }] : [];
    });
  });
}

function nameIn(details: unknown): string | undefined {
  return (details as { readonly name?: string } | undefined)?.name;
}
