import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ControlPlaneError } from './control-plane-error.ts';
import type { Watchdog } from './watchdog.ts';

const lastWordsBytes = 600;

/** One program of the control plane, in a process group of its own, with its words in `<folder>/<name>.log`. */
export class Component {
  readonly name: string;
  readonly #program: string;
  readonly #arguments: readonly string[];
  readonly #logFile: string;
  readonly #watchdog: Watchdog;
  #child: ChildProcess | null = null;
  #exited: Promise<void> = Promise.resolve();

  constructor(
    name: string,
    arguments_: readonly string[],
    around: { readonly binaries: string; readonly folder: string; readonly watchdog: Watchdog },
  ) {
    this.name = name;
    this.#arguments = arguments_;
    this.#program = join(around.binaries, name);
    this.#logFile = join(around.folder, `${name}.log`);
    this.#watchdog = around.watchdog;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  start(): void {
    if (this.#child) return;
    const log = openSync(this.#logFile, 'a');
    // Ctrl-C in the terminal goes to a process group: ours ends the others in their order.
    const child = spawn(this.#program, this.#arguments, { detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    child.unref();
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) this.#watchdog.watch(pid);
    this.#exited = new Promise((resolve) => {
      const gone = () => {
        if (this.#child === child) this.#child = null;
        if (pid !== undefined) this.#watchdog.forget(pid);
        resolve();
      };
      child.once('exit', gone);
      child.once('error', gone);
    });
  }

  /** Asks it to end, and kills it when it has not after `patienceMs`. */
  async stop(patienceMs: number): Promise<void> {
    this.#signal('SIGTERM');
    const timer = setTimeout(() => this.#signal('SIGKILL'), patienceMs);
    await this.#exited;
    clearTimeout(timer);
  }

  /** As a crash. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL');
    await this.#exited;
  }

  /** @throws {ControlPlaneError} with its last words, when it has ended. */
  assertRunning(): void {
    if (!this.#child) throw new ControlPlaneError(`${this.name} ended while it started: ${this.lastWords()}`);
  }

  lastWords(): string {
    return readFileSync(this.#logFile, 'utf8').slice(-lastWordsBytes).trim().replaceAll('\n', ' | ');
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }
}
