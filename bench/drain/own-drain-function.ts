import { join } from 'node:path';
import type { FunctionInvoker, Invocation } from '../../sandbox/engine/engine.ts';
import type { Kubernetes } from '../../sandbox/start-kubernetes.ts';
import { credentials, place, type Sandbox } from '../../sandbox/start-sandbox.ts';
import type { PhaseAnswer } from '../../src/domain/run.ts';
import { phases } from '../../state-machines/phases.ts';
import { type OwnProcess, ownProcess } from './own-process.ts';
import { type RequestCounts, totalOf } from './request-kind.ts';
import type { Invocation as Call, Invoked } from './run-handler.ts';

/** One pass of the phase. Seconds count from the first invocation. */
export interface Pass {
  readonly atSeconds: number;
  readonly seconds: number;
  /** `done`, or what the wait is for; of an error its name and words. */
  readonly answer: string;
  /** Sent to the cluster in this pass. */
  readonly requests: number;
}

export interface Drained {
  /** From the first invocation to the answer `done`, waits included. */
  readonly seconds: number;
  readonly passes: readonly Pass[];
  /** All that the function's process sent to the cluster, by kind. */
  readonly requests: RequestCounts;
  /** Of the function's process alone. */
  readonly peakMemoryMb: number;
  readonly cpuSeconds: number;
}

/**
 * The function of Drain nodes, bundled as it is deployed, in a process of its own; all else of the machine, its waits and retries
 * among it, is the sandbox's. Made before the sandbox, which takes its `observe`.
 */
export class OwnDrainFunction {
  readonly #memoryMb: number;
  readonly #onPass: (pass: Pass) => void;
  readonly #passes: Pass[] = [];
  #process: OwnProcess | null = null;
  #call: Omit<Call, 'event'> | null = null;
  #requests: RequestCounts = {};
  #firstAt = 0;
  #begun: () => void = () => undefined;
  readonly #done = Promise.withResolvers<void>();

  /**
   * @param options.onPass Told of each pass as it ends.
   * @param options.memoryMb Of the function; as it is deployed when absent.
   */
  constructor({ onPass, memoryMb }: { readonly onPass?: (pass: Pass) => void; readonly memoryMb?: number } = {}) {
    this.#onPass = onPass ?? (() => undefined);
    this.#memoryMb = memoryMb ?? phases['drain-nodes'].memoryMb;
  }

  /** Sends the invocations of Drain nodes to the process. */
  readonly observe = (others: FunctionInvoker): FunctionInvoker => ({
    invoke: (name, payload) =>
      this.#call && name.includes(this.#call.functionArn)
        ? this.#invoke(this.#call, payload)
        : others.invoke(name, payload),
  });

  /**
   * Runs the evening's machine as far as the drain.
   *
   * @param begun Called when the phase is invoked for the first time.
   * @throws {Error} when the execution fails before the drain is done.
   */
  async drain(sandbox: Sandbox<Kubernetes>, begun: () => void): Promise<Drained> {
    const definition = sandbox.deployment.functions.find(({ handler }) => handler.startsWith('drain-nodes/'));
    if (!definition) throw new Error('The template has no function for drain-nodes.');
    const [module = '', exportName = ''] = definition.handler.split('.');
    this.#begun = begun;
    this.#call = {
      file: join(definition.codeDirectory, `${module}.mjs`),
      exportName,
      functionArn: definition.arn,
      timeoutMs: definition.timeoutSeconds * 1000,
    };
    const own = ownProcess('run-handler.ts', {
      memoryMb: this.#memoryMb,
      environment: {
        AWS_ENDPOINT_URL: sandbox.awsUrl,
        AWS_REGION: place.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ...definition.environment,
      },
    });
    this.#process = own;
    try {
      await this.#runMachine(sandbox);
    } finally {
      own.end();
    }
    const last = this.#passes.at(-1);
    const seconds = last ? last.atSeconds + last.seconds : 0;
    return { seconds, passes: this.#passes, requests: this.#requests, ...own.usage };
  }

  async #runMachine({ engine, machineArn, cluster }: Sandbox<Kubernetes>): Promise<void> {
    const { arn } = engine.startExecution({
      stateMachineArn: machineArn('stop'),
      name: 'bench',
      input: JSON.stringify({ cluster }),
    });
    const ended = engine.finished(arn).then(({ status, error, cause }) => {
      throw new Error(`The run ended (${status}) before the drain was done: ${error ?? ''} ${cause ?? ''}`.trim());
    });
    await Promise.race([this.#done.promise, ended]);
    // What comes after the drain is not measured.
    engine.stopExecution(arn);
  }

  async #invoke(call: Omit<Call, 'event'>, event: unknown): Promise<Invocation> {
    if (this.#firstAt === 0) {
      this.#begun();
      this.#firstAt = performance.now();
    }
    const [atSeconds, sentBefore] = [this.#passed(), totalOf(this.#requests)];
    const ended = (answer: string) => {
      const requests = totalOf(this.#requests) - sentBefore;
      const pass = { atSeconds, seconds: this.#passed() - atSeconds, answer, requests };
      this.#passes.push(pass);
      this.#onPass(pass);
    };
    try {
      const invoked = await this.#process?.ask<Invoked>({ ...call, event });
      if (!invoked) throw new Error('The function has no process.');
      this.#requests = invoked.requests;
      const answer = invoked.payload as PhaseAnswer;
      ended(answer.status === 'done' ? 'done' : `${answer.status}: ${answer.reason}`);
      if (answer.status === 'done') this.#done.resolve();
      return { status: 'ok', payload: answer };
    } catch (error) {
      const { name, message } = error as Error;
      ended(`${name}: ${message}`);
      return { status: 'error', errorType: name, errorPayload: { errorType: name, errorMessage: message } };
    }
  }

  #passed(): number {
    return (performance.now() - this.#firstAt) / 1000;
  }
}
