import { messageInCause } from '../../src/domain/message-in-cause.ts';

/**
 * What EventBridge says when an execution ended without success: source `aws.states`, detail-type
 * `Step Functions Execution Status Change`. It may come twice, late, or not at all.
 */
export interface StatusEvent {
  readonly detail: {
    readonly executionArn: string;
    readonly stateMachineArn: string;
    readonly name: string;
    readonly status: string;
    /** Milliseconds since 1970. */
    readonly startDate: number;
    readonly stopDate: number | null;
    /** JSON text; null where it is too large for an event. */
    readonly input?: string | null;
    readonly error?: string | null;
    /** What a function threw, as JSON text; or plain words. */
    readonly cause?: string | null;
  };
}

/** The words of the error; null where there are none. */
export function messageOf({ cause }: StatusEvent['detail']): string | null {
  return cause ? messageInCause(cause) : null;
}
