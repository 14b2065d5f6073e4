/** Milliseconds from which on a timer counts as a time-out or a sleep that may be hurried. */
const longTimer = 500;

interface LongTimer {
  readonly requestId: string | undefined;
  readonly dueAt: number;
  readonly handle: NodeJS.Timeout;
  readonly act: () => void;
}

/**
 * Keeps account of the long timers of this thread, `AbortSignal.timeout` included, so that a run that waits for an answer which
 * will not come need not do so for real. Answers what lets those of one run pass, the earliest first.
 *
 * @param current The invocation under way.
 */
export function replaceTimers(current: () => string | undefined): (requestId: string) => void {
  const systemSetTimeout = globalThis.setTimeout;
  const systemClearTimeout = globalThis.clearTimeout;
  const long = new Map<NodeJS.Timeout, LongTimer>();

  const setLong = (act: () => void, delay: number): NodeJS.Timeout => {
    const handle = systemSetTimeout(() => {
      long.delete(handle);
      act();
    }, delay);
    long.set(handle, { requestId: current(), dueAt: performance.now() + delay, handle, act });
    return handle;
  };
  const sandboxSetTimeout = (act: (...given: unknown[]) => void, delay?: number, ...given: unknown[]) =>
    delay === undefined || delay < longTimer
      ? systemSetTimeout(act, delay, ...given)
      : setLong(() => act(...given), delay);
  globalThis.setTimeout = Object.assign(sandboxSetTimeout, {
    __promisify__: systemSetTimeout.__promisify__,
  }) as typeof setTimeout;
  globalThis.clearTimeout = (handle) => {
    if (typeof handle === 'object') long.delete(handle as NodeJS.Timeout);
    systemClearTimeout(handle);
  };
  AbortSignal.timeout = (delay) => {
    const controller = new AbortController();
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    // As the original's, it does not keep the thread alive.
    setLong(() => controller.abort(reason()), delay).unref();
    return controller.signal;
  };

  return (requestId) => {
    const ofRun = [...long.values()].filter((timer) => timer.requestId === requestId);
    for (const { handle, act } of ofRun.sort((a, b) => a.dueAt - b.dueAt)) {
      systemClearTimeout(handle);
      long.delete(handle);
      act();
    }
  };
}
