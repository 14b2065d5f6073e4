/** Ctrl-C, or SIGTERM. */
export interface Interruption {
  readonly signal: AbortSignal;
  forget(): void;
}

/** A signal that aborts at the first Ctrl-C; the second one ends the process as usual. */
export function interruption(): Interruption {
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('interrupted'));
  process.once('SIGINT', abort);
  process.once('SIGTERM', abort);
  return {
    signal: controller.signal,
    forget: () => {
      process.removeListener('SIGINT', abort);
      process.removeListener('SIGTERM', abort);
    },
  };
}
