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

/** The words of the error: the message in what Lambda makes of it, or the cause as it is. */
export function messageOf({ cause }: StatusEvent['detail']): string | null {
  if (cause === undefined || cause === null || cause === '') return null;
  try {
    const parsed: unknown = JSON.parse(cause);
    const hasMessage = typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed;
    return hasMessage ? String(parsed.errorMessage) : cause;
  } catch {
    // Step Functions' own causes, and a person's, are plain words.
    return cause;
  }
}
