import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FaultPlan } from './fault.ts';
import type { NightNews, NightOrder } from './night-process.ts';
import type { PlayedNight } from './play-night.ts';

const program = fileURLToPath(new URL('./night-process.ts', import.meta.url));

/** Plays nights in processes of their own, so that every core has one. */
export class NightPool {
  readonly #all: ChildProcess[] = [];
  readonly #idle: ChildProcess[] = [];
  readonly #queue: ((child: ChildProcess) => void)[] = [];
  #orders = 0;

  constructor(processes: number) {
    for (let each = 0; each < processes; each++) {
      // Node itself takes the types off: a loader of this process would work through every file again.
      const child = fork(program, { execArgv: ['--disable-warning=ExperimentalWarning'] });
      this.#all.push(child);
      this.#idle.push(child);
    }
  }

  /** @throws {Error} when the sandbox failed, or its process ended. */
  async play(plan: FaultPlan): Promise<PlayedNight> {
    const child = this.#idle.pop() ?? (await new Promise<ChildProcess>((resolve) => this.#queue.push(resolve)));
    try {
      return await this.#playIn(child, { id: ++this.#orders, plan });
    } finally {
      const next = this.#queue.shift();
      if (next) next(child);
      else this.#idle.push(child);
    }
  }

  close(): void {
    for (const child of this.#all) child.kill();
  }

  #playIn(child: ChildProcess, order: NightOrder): Promise<PlayedNight> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => {
        child.off('message', onNews);
        reject(
          new Error(`The process of the night ended with exit code ${code}. Its plan: ${JSON.stringify(order.plan)}`),
        );
      };
      const onNews = (news: NightNews) => {
        if (news.id !== order.id) return;
        child.off('message', onNews);
        child.off('exit', onExit);
        if ('night' in news) resolve(news.night);
        else reject(new Error(news.failure));
      };
      child.on('message', onNews);
      child.once('exit', onExit);
      if (child.exitCode === null) child.send(order);
      else onExit(child.exitCode);
    });
  }
}
