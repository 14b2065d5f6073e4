import { Worker } from 'node:worker_threads';
import type { ErrorPayload, HostMessage, InvocationMessage, WorkerMessage } from './messages.ts';

/** JSON text of the answer, or the error. */
export type WorkerAnswer = { readonly payload: string } | { readonly error: ErrorPayload };

/**
 * Node itself takes the types off worker.ts, but not of a package that is installed; a loader would work through every bundle again,
 * and is only used there.
 */
const loader = import.meta.url.includes('/node_modules/') ? ['--import', 'tsx'] : [];

/** One worker thread for the functions of one environment. A thread that died is replaced at the next invocation. */
export class FunctionWorker {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #marksRequests: boolean;
  readonly #onLog: (line: string, requestId: string | null) => void;
  readonly #pending = new Map<string, (answer: WorkerAnswer) => void>();
  #worker: Worker | null = null;

  constructor(
    environment: Readonly<Record<string, string>>,
    marksRequests: boolean,
    onLog: (line: string, requestId: string | null) => void,
  ) {
    this.#marksRequests = marksRequests;
    this.#environment = environment;
    this.#onLog = onLog;
  }

  /** Never rejects: what goes wrong is an answer. */
  run(message: InvocationMessage): Promise<WorkerAnswer> {
    const { requestId, timeoutMs } = message;
    return new Promise((resolve) => {
      const settle = (answer: WorkerAnswer) => {
        clearTimeout(timer);
        this.#pending.delete(requestId);
        // An idle thread does not keep the process alive.
        if (this.#pending.size === 0) this.#worker?.unref();
        resolve(answer);
      };
      const timer = setTimeout(() => settle(timedOut(requestId, timeoutMs)), timeoutMs);
      this.#pending.set(requestId, settle);
      const worker = this.#thread();
      worker.ref();
      worker.postMessage(message);
    });
  }

  /** Lets the long timers of a run pass at once. */
  hurry(requestId: string): void {
    const message: HostMessage = { kind: 'hurry', requestId };
    this.#worker?.postMessage(message);
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      env: { ...this.#environment },
      name: 'lambda',
      workerData: { marksRequests: this.#marksRequests },
      execArgv: [...loader, '--disable-warning=ExperimentalWarning'],
    });
    worker.on('message', (message: WorkerMessage) => this.#receive(message));
    worker.on('error', (error: unknown) => {
      this.#onLog(error instanceof Error ? (error.stack ?? error.message) : String(error), null);
    });
    worker.on('exit', (exitCode) => {
      if (this.#worker === worker) this.#worker = null;
      for (const [requestId, settle] of [...this.#pending]) settle(exited(requestId, exitCode));
    });
    this.#worker = worker;
    return worker;
  }

  #receive(message: WorkerMessage): void {
    if (message.kind === 'log') this.#onLog(message.line, message.requestId);
    // An answer that comes after the time-out finds nobody waiting.
    else this.#pending.get(message.requestId)?.(message);
  }
}

function timedOut(requestId: string, timeoutMs: number): WorkerAnswer {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`;
  return { error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } };
}

function exited(requestId: string, exitCode: number): WorkerAnswer {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: exit status ${exitCode}`;
  return { error: { errorType: 'Runtime.ExitError', errorMessage, trace: [] } };
}
