/** What the host says to a worker: run a handler once, or let the long timers of a run pass at once. */
export type HostMessage = InvocationMessage | { readonly kind: 'hurry'; readonly requestId: string };

export interface InvocationMessage {
  readonly kind: 'invoke';
  readonly requestId: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly codeDirectory: string;
  /** `<path without extension>.<export>`, as Lambda has it. */
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** JSON text. */
  readonly payload: string;
  /** The sandbox's time, milliseconds since 1970, and how fast it runs. */
  readonly now: number;
  readonly speed: number;
}

/** The error of a function in the JSON that Lambda makes of it. */
export interface ErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What a worker says to the host. */
export type WorkerMessage =
  | { readonly kind: 'log'; readonly requestId: string | null; readonly line: string }
  | { readonly kind: 'result'; readonly requestId: string; readonly payload: string }
  | { readonly kind: 'error'; readonly requestId: string; readonly error: ErrorPayload };
