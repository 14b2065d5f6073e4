import type { Clock } from '../../clock/clock.ts';
import { type FunctionInvoker, type Invocation, TaskFailure } from '../../engine/engine.ts';
import { seededRandom, uuidFrom } from '../../engine/random.ts';
import { functionNameOf } from './function-name.ts';
import { FunctionWorker, type WorkerAnswer } from './function-worker.ts';
import { invokeElsewhere } from './invoke-elsewhere.ts';

/** One function of the template. */
export interface LambdaFunction {
  readonly codeDirectory: string;
  /** `drain-nodes/handler.handler`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb?: number;
}

export interface LambdaHostOptions {
  readonly clock: Clock;
  /** By name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** For every function, below its own: the endpoint, region and credentials. */
  readonly environment: Readonly<Record<string, string>>;
  readonly account: string;
  readonly region: string;
  /** Another Lambda Invoke API, for functions that the template does not have. */
  readonly endpoint?: string;
  /** How fast time runs inside a function: 0 (stands still, the default) for a simulated clock, 1 for a real one, 60 for `60x`. */
  readonly speed?: number;
  /** Whether requests carry the id of the invocation that sends them (default: yes); not where they leave the sandbox. */
  readonly marksRequests?: boolean;
  /** Told of each line that a function writes; the request is null where none is known. */
  readonly onLog?: (line: string, requestId: string | null) => void;
  readonly intercept?: CallInterceptor;
  /** Told the name of each function that is called. */
  readonly onCall?: (functionName: string) => void;
  /** How far the clock of the machine is off on which a call runs, in milliseconds; asked once for each call. */
  readonly clockSkewMs?: (functionName: string) => number;
  /** The same seed gives the same request ids. */
  readonly seed?: number;
}

/** One call of a function, with what Lambda's API tells its caller about it. */
export interface InvocationResult {
  readonly requestId: string;
  readonly invocation: Invocation;
}

/** A call of a function, before and while it runs. */
export interface FunctionCall {
  readonly requestId: string;
  readonly functionName: string;
  readonly payload: unknown;
  /** Lets the time-outs of its requests and its sleeps pass now: inside a function simulated time stands still. */
  hurry(): void;
}

/** Stands between a call of a function and its run; what it answers is the answer. */
export type CallInterceptor = (call: FunctionCall, run: () => Promise<Invocation>) => Promise<Invocation>;

/** Lambda's limit for the payload of a synchronous call, in and out: 6 MB. */
const largestPayload = 6 * 1024 * 1024;
const linesKept = 10_000;

/** Lambda: runs the functions of the template in worker threads of this process, with the sandbox's time. */
export class LambdaHost implements FunctionInvoker {
  readonly #options: LambdaHostOptions;
  readonly #random: () => number;
  /** By environment: functions that share all values share a thread. */
  readonly #workers = new Map<string, FunctionWorker>();
  readonly #functionOfRequest = new Map<string, string>();
  readonly #logs: { readonly requestId: string | null; readonly line: string }[] = [];

  constructor(options: LambdaHostOptions) {
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 1);
  }

  get functions(): ReadonlyMap<string, LambdaFunction> {
    return this.#options.functions;
  }

  arnOf(name: string): string {
    return `arn:aws:lambda:${this.#options.region}:${this.#options.account}:function:${name}`;
  }

  /** The name of the function that a request id is a call of. */
  functionOf(requestId: string): string | undefined {
    return this.#functionOfRequest.get(requestId);
  }

  /** What functions wrote, the last lines of all or those of one request. */
  logs(requestId?: string): readonly string[] {
    const wanted = requestId === undefined ? this.#logs : this.#logs.filter((entry) => entry.requestId === requestId);
    return wanted.map(({ line }) => line);
  }

  async invoke(functionName: string, payload: unknown): Promise<Invocation> {
    return (await this.call(functionName, payload)).invocation;
  }

  /**
   * Runs a function, named as Lambda takes it: a name, an ARN, with or without a version or alias.
   * @throws {TaskFailure} Lambda.ResourceNotFoundException, Lambda.RequestTooLargeException, or what the other endpoint answers.
   */
  async call(functionName: string, payload: unknown): Promise<InvocationResult> {
    const name = functionNameOf(functionName);
    const text = JSON.stringify(payload ?? null);
    if (Buffer.byteLength(text) > largestPayload)
      throw new TaskFailure(
        'Lambda.RequestTooLargeException',
        `Request must be smaller than ${largestPayload} bytes for the InvokeFunction operation`,
      );
    const found = this.#options.functions.get(name);
    const { clock, endpoint } = this.#options;
    if (found) return clock.during(this.#runOrIntercept(name, found, text, payload));
    if (endpoint) return clock.during(invokeElsewhere(endpoint, functionName, text));
    const arn = functionName.startsWith('arn:') ? functionName : this.arnOf(name);
    throw new TaskFailure('Lambda.ResourceNotFoundException', `Function not found: ${arn}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#workers.values()].map((worker) => worker.close()));
  }

  async #runOrIntercept(
    name: string,
    found: LambdaFunction,
    text: string,
    payload: unknown,
  ): Promise<InvocationResult> {
    const requestId = uuidFrom(this.#random);
    this.#functionOfRequest.set(requestId, name);
    this.#options.onCall?.(name);
    const run = () => this.#run(requestId, name, found, text);
    const { intercept } = this.#options;
    if (!intercept) return { requestId, invocation: await run() };
    const hurry = () => this.#workerOf(found).hurry(requestId);
    return { requestId, invocation: await intercept({ requestId, functionName: name, payload, hurry }, run) };
  }

  async #run(requestId: string, name: string, found: LambdaFunction, payload: string): Promise<Invocation> {
    const answer = await this.#workerOf(found).run({
      kind: 'invoke',
      requestId,
      functionName: name,
      functionArn: this.arnOf(name),
      codeDirectory: found.codeDirectory,
      handler: found.handler,
      memoryMb: found.memoryMb ?? 128,
      timeoutMs: found.timeoutSeconds * 1000,
      payload,
      now: this.#options.clock.now() + (this.#options.clockSkewMs?.(name) ?? 0),
      speed: this.#options.speed ?? 0,
    });
    return invocationOf(answer);
  }

  #workerOf({ environment }: LambdaFunction): FunctionWorker {
    const all = { ...this.#options.environment, ...environment };
    const key = JSON.stringify(Object.entries(all).sort());
    const known = this.#workers.get(key);
    if (known) return known;
    const { marksRequests = true } = this.#options;
    const worker = new FunctionWorker(all, marksRequests, (line, requestId) => this.#log(line, requestId));
    this.#workers.set(key, worker);
    return worker;
  }

  #log(line: string, requestId: string | null): void {
    this.#logs.push({ requestId, line });
    if (this.#logs.length > linesKept) this.#logs.splice(0, linesKept / 10);
    this.#options.onLog?.(line, requestId);
  }
}

function invocationOf(answer: WorkerAnswer): Invocation {
  if ('error' in answer) return { status: 'error', errorType: answer.error.errorType, errorPayload: answer.error };
  if (Buffer.byteLength(answer.payload) <= largestPayload) return { status: 'ok', payload: JSON.parse(answer.payload) };
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestPayload} bytes).`;
  return { status: 'error', errorType, errorPayload: { errorType, errorMessage } };
}
