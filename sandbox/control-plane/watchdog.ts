import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** Sees to it that nothing is left when this process dies, however it dies. */
export interface Watchdog {
  /** A process, the leader of its own group, that must not outlive this one. */
  watch(pid: number): void;
  /** It has ended by itself. */
  forget(pid: number): void;
  /** Kills what is still watched and removes the folder; resolves when both are gone. */
  end(): Promise<void>;
}

/** Reads `watch PID` and `forget PID`. The end of its input is the end of whoever wrote to it, and then it cleans up. */
const script = `
watched=' '
while read -r word pid; do
  case $word in
    watch) watched="$watched$pid " ;;
    forget) watched="\${watched%% $pid *} \${watched#* $pid }" ;;
  esac
done
for pid in $watched; do kill -s KILL -- "-$pid" 2>/dev/null; done
for attempt in 1 2 3 4 5; do rm -rf "$1" 2>/dev/null; [ -e "$1" ] || exit 0; sleep 0.2; done
`;

/**
 * Starts a shell that outlives this process by a moment: it holds the other end of a pipe, kills every watched process group when
 * the pipe closes, and removes the folder. It has a session of its own, so that Ctrl-C does not reach it.
 */
export function startWatchdog(folder: string): Watchdog {
  const child = spawn('/bin/sh', ['-c', script, 'watchdog', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('exit', () => resolve());
    child.on('error', reject);
  });
  // It would write into a pipe that nobody reads any more; the shell is gone then, and `end` says so.
  child.stdin.on('error', () => child.stdin.destroy());
  // Neither the shell nor its pipe keeps this process from ending.
  child.unref();
  (child.stdin as Socket).unref();
  return {
    watch: (pid) => void child.stdin.write(`watch ${pid}\n`),
    forget: (pid) => void child.stdin.write(`forget ${pid}\n`),
    end: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
