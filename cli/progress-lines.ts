import type { ObservedPass, PassListener } from '../sandbox/night/observe-passes.ts';

interface Progress {
  readonly listener: PassListener;
  onRun(action: 'stop' | 'start', at: number): void;
}

export const titleWidth = 34;

/** What is waited for can be a long list; a line names the first of it. */
const longestWords = 110;

/** Prints a run as it goes: the simulated clock, the phase, and what changed since the last pass. */
export function progressLines(print: (line: string) => void, isDryRun = false): Progress {
  let last = '';
  return {
    onRun: (action, at) => {
      last = '';
      const greeting = action === 'stop' ? 'Good night: scale down' : 'Good morning: scale up';
      print(`\n${day(at)}  ${greeting}${isDryRun ? ' [DRY RUN]' : ''}`);
    },
    listener: {
      ended: (pass) => {
        const text = `${nameOf(pass).padEnd(titleWidth)} ${wordsOf(pass)}`.trimEnd();
        if (text === last) return;
        last = text;
        print(`${time(pass.at)}  ${text}`);
      },
    },
  };
}

/** `Wait for tier (security)` */
export function nameOf({ title, item }: Pick<ObservedPass, 'title' | 'item'>): string {
  return item === null ? title : `${title} (${item})`;
}

/** What a pass came to, on one line. */
export function wordsOf(pass: Pick<ObservedPass, 'status' | 'reason' | 'item' | 'summary'>): string {
  switch (pass.status) {
    case 'done':
      return factsOf(pass) || 'done';
    case 'pending':
      return shortened(`… ${pass.reason ?? ''}`);
    case 'skipped':
      return `skipped: ${pass.reason}`;
    case 'failed':
      return `FAILED ${pass.reason}`;
  }
}

function shortened(words: string): string {
  return words.length > longestWords ? `${words.slice(0, longestWords - 1).trimEnd()}…` : words;
}

/**
 * The summary as words: `node groups 3, webhooks 12`. What the line says already, what is merely not so, and the address of a
 * report that is gone with the sandbox are left out.
 */
function factsOf({ item, summary }: Pick<ObservedPass, 'item' | 'summary'>): string {
  return Object.entries(summary)
    .filter(([name, value]) => value !== item && value !== false && name !== 'report')
    .map(([name, value]) => `${name.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()} ${value}`)
    .join(', ');
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}

function time(at: number): string {
  return new Date(at).toISOString().slice(11, 19);
}
