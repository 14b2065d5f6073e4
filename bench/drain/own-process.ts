import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { Reply, Usage } from './answer-parent.ts';

/** A program in a process of its own, so that what it takes is measured alone. */
export interface OwnProcess {
  /** @throws {Error} with the name and words of the program's own error. */
  ask<A>(question: unknown): Promise<A>;
  /** As of the last answer. */
  readonly usage: Usage;
  end(): void;
}

/**
 * Starts a program of this folder, which answers questions (answer-parent.ts). It runs as plain JavaScript, as a deployed function
 * does: a loader of TypeScript would be in its memory too.
 *
 * @param options.environment All of its environment.
 * @param options.memoryMb The memory of the machine that it is to believe in: Node takes half of that for its heap. With the memory of
 * a whole computer V8 would let garbage lie that a small function has to clear.
 */
export function ownProcess(
  program: string,
  { environment = {}, memoryMb }: { environment?: Readonly<Record<string, string>>; memoryMb?: number } = {},
): OwnProcess {
  const folder = mkdtempSync(join(tmpdir(), 'eks-scheduler-bench-'));
  const file = join(folder, 'program.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL(program, import.meta.url))],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    banner: { js: "import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);" },
  });
  // Its own output is the function's log, which nobody reads here.
  const child = fork(file, {
    env: { ...environment },
    execArgv: memoryMb ? [`--max-old-space-size=${Math.floor(memoryMb / 2)}`] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { answer: (value: unknown) => void; fail: (error: Error) => void }>();
  let usage: Usage = { peakMemoryMb: 0, cpuSeconds: 0 };
  let asked = 0;
  child.on('message', (reply: Reply) => {
    ({ usage } = reply);
    const asker = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('error' in reply) asker?.fail(Object.assign(new Error(reply.error.message), { name: reply.error.name }));
    else asker?.answer(reply.answer);
  });
  const forget = () => rmSync(folder, { recursive: true, force: true });
  // It is loaded when it speaks.
  child.once('message', forget);
  child.on('exit', (code, signal) => {
    forget();
    for (const { fail } of waiting.values())
      fail(new Error(`${program} ended (${signal ?? code}) before it answered.`));
    waiting.clear();
  });
  return {
    get usage() {
      return usage;
    },
    ask: <A>(question: unknown) =>
      new Promise<A>((resolve, reject) => {
        const id = ++asked;
        waiting.set(id, { answer: (value) => resolve(value as A), fail: reject });
        child.send({ id, question });
      }),
    end: () => void child.kill('SIGKILL'),
  };
}
