import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { ControlPlaneError } from './control-plane-error.ts';
import type { Watchdog } from './watchdog.ts';

const neededGo = '1.26';

interface GoOptions {
  /** Where it runs: the folder of a module. */
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Told of each line of both outputs. */
  readonly onLine?: (line: string) => void;
  /** Sees to it that it does not outlive this process. */
  readonly watchdog?: Watchdog;
  /** Kills it, with all that it has started. */
  readonly signal?: AbortSignal | undefined;
}

interface GoAnswer {
  /** Null: there is no `go`. */
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs one `go` command to its end.
 *
 * @throws the signal's reason, or {ControlPlaneError} when somebody else has killed it.
 */
export function go(arguments_: readonly string[], options: GoOptions): Promise<GoAnswer> {
  const { directory, environment, onLine = () => undefined, watchdog, signal } = options;
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn('go', arguments_, {
      cwd: directory,
      env: { ...environment, CGO_ENABLED: '0', GOWORK: 'off' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its compilers end with it.
      detached: true,
    });
    const { pid } = child;
    if (pid !== undefined) watchdog?.watch(pid);
    const abort = () => {
      if (pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-pid, 'SIGKILL');
    };
    signal?.addEventListener('abort', abort, { once: true });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        onLine(line);
      });
    }
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve({ code: null, output: '' });
      else reject(error);
    });
    child.on('close', (code, endedBy) => {
      if (pid !== undefined) watchdog?.forget(pid);
      signal?.removeEventListener('abort', abort);
      if (signal?.aborted) reject(signal.reason);
      else if (endedBy) reject(new ControlPlaneError(`The build was ended by ${endedBy}; it begins anew next time.`));
      else resolve({ code: code ?? 1, output: lines.join('\n') });
    });
  });
}

/**
 * Asks inside a module first: there Go may fetch the version that go.mod wants, where its settings allow that.
 *
 * @throws {ControlPlaneError} that says what to install, where Go is missing or too old.
 */
export async function assertGo(module: GoOptions): Promise<void> {
  const advice = `The real control plane needs Go ${neededGo} or newer to be built: install it from https://go.dev/dl/`;
  const inside = await go(['env', 'GOVERSION'], module);
  if (inside.code === null) throw new ControlPlaneError(`${advice} (found none).`);
  if (inside.code === 0 && isEnough(inside.output)) return;
  // An old Go does not even read the go.mod; elsewhere it says at least which one it is.
  const outside = await go(['env', 'GOVERSION'], { ...module, directory: tmpdir() });
  const found = /^go(\S+)/m.exec(outside.output)?.[1] ?? 'one that does not say its version';
  throw new ControlPlaneError(`${advice} (found ${found}).`);
}

function isEnough(version: string): boolean {
  const [, major, minor] = /^go(\d+)\.(\d+)/m.exec(version) ?? [];
  const [wantedMajor = 0, wantedMinor = 0] = neededGo.split('.').map(Number);
  return Number(major) > wantedMajor || (Number(major) === wantedMajor && Number(minor) >= wantedMinor);
}
