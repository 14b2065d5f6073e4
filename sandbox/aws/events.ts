import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import { jsonService } from './json-protocol.ts';
import type { AwsService } from './wire.ts';

/** An event that somebody put on the bus, with the fields of PutEvents. */
export interface BusEvent {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
}

export interface EventBridge {
  readonly service: AwsService;
  /** Every event so far. No rule matches any of them: ours listen to what AWS itself sends (event-rules.ts), and none can be created. */
  readonly received: readonly BusEvent[];
}

interface PutEventsInput {
  readonly Entries?: readonly { readonly Source?: string; readonly DetailType?: string; readonly Detail?: string }[];
}

export function createEventBridge({ clock }: { readonly clock: Clock }): EventBridge {
  const received: BusEvent[] = [];
  const putEvents = ({ Entries = [] }: PutEventsInput) => {
    const Results = Entries.map(({ Source, DetailType, Detail }) => {
      if (!Source || !DetailType || !Detail)
        return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
      const id = randomUUID();
      received.push({ id, at: clock.now(), source: Source, detailType: DetailType, detail: Detail });
      return { EventId: id };
    });
    return { FailedEntryCount: Results.filter((result) => 'ErrorCode' in result).length, Entries: Results };
  };
  return {
    service: jsonService({
      signingName: 'events',
      targetPrefix: 'AWSEvents',
      version: '1.1',
      operations: { PutEvents: putEvents },
    }),
    received,
  };
}
