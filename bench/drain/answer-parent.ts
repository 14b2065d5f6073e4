import { readFileSync } from 'node:fs';

/** What a process has taken so far. */
export interface Usage {
  readonly peakMemoryMb: number;
  readonly cpuSeconds: number;
}

export type Reply = { readonly id: number; readonly usage: Usage } & (
  | { readonly answer: unknown }
  | { readonly error: { readonly name: string; readonly message: string } }
);

/** The id of the first message, which says that the program is there. */
const greeting = 0;

/** Answers each question of the process that started this one, several at a time if it asks so. */
export function answerParent<Q>(work: (question: Q) => Promise<unknown>): void {
  // Nobody is there to answer to.
  process.on('disconnect', () => process.exit());
  process.send?.({ id: greeting, usage: usage(), answer: null } satisfies Reply);
  process.on('message', ({ id, question }: { id: number; question: Q }) => {
    const reply = (result: { answer: unknown } | { error: { name: string; message: string } }) =>
      process.send?.({ id, usage: usage(), ...result });
    work(question).then(
      (answer) => reply({ answer }),
      (error: unknown) => {
        const { name, message } = error instanceof Error ? error : new Error(String(error));
        reply({ error: { name, message } });
      },
    );
  });
}

function usage(): Usage {
  const { user, system } = process.cpuUsage();
  return { peakMemoryMb: peakMemoryMb(), cpuSeconds: (user + system) / 1e6 };
}

/**
 * The most memory that this program has had. Linux counts in maxRSS what the process was before it became this program: a copy of
 * its parent, which may be far bigger. The high-water mark of /proc begins with the program.
 */
function peakMemoryMb(): number {
  const kilobytes =
    process.platform === 'linux' ? /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) : null;
  return Math.round(Number(kilobytes?.[1] ?? process.resourceUsage().maxRSS) / 1024);
}
