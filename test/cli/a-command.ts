import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach } from '@jest/globals';

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Command {
  readonly process: ChildProcess;
  /** Resolves as soon as standard output has it. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<Ended>;
}

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** The real command, as a process of its own. */
export function aCommand(...words: readonly string[]): Command {
  return aCommandIn({}, ...words);
}

/** The same with more in its environment. */
export function aCommandIn(environment: NodeJS.ProcessEnv, ...words: readonly string[]): Command {
  const { NODE_OPTIONS: _ofTheTests, ...inherited } = process.env;
  const env = { ...inherited, ...environment };
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/eks-scheduler.ts', ...words], { env });
  running.add(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code, out, err });
    });
  });
  const printed = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => (pattern.test(out) ? resolve(out) : undefined);
      child.stdout.on('data', look);
      look();
      void ended.then(() => reject(new Error(`It ended and never printed ${pattern}: ${out}${err}`)));
    });
  return { process: child, printed, ended };
}
