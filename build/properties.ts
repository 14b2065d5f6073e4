import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { synthesize } from '../sandbox/deployment/synthesize.ts';
import type { History } from '../test/properties/history.ts';
import { playHistory } from '../test/properties/play-history.ts';
import { readHistory } from '../test/properties/read-history.ts';
import type { Found } from '../test/properties/search-histories.ts';
import { parseCount } from './parse-count.ts';

interface Options {
  readonly histories: number;
  readonly seed: number;
  readonly processes: number;
  readonly replay?: History;
}

const parseHistory = (text: string): History => {
  try {
    return readHistory(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
};

const command = new Command('properties')
  // 1 is for a history that breaks the promise.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .description(
    'Play random histories of one cluster: runs, crashes, redrives, runs at the same time, changes by hand, lost copies. ' +
      'Whatever happens in one, the start at its end must bring back exactly what was there.',
  )
  .option('--histories <n>', 'how many', parseCount, 10_000)
  .option('--seed <n>', 'the same seed and processes play the same ones (default: of the time)', parseCount)
  .option('--processes <n>', 'that play side by side, each with a seed of its own', parseCount, availableParallelism())
  .option('--replay <json>', 'only this history, as a search printed it, and tell of it step by step', parseHistory)
  .addHelpText(
    'after',
    `
The exit code is 1 when a history broke the promise.

Examples:
  $ npm run properties                              10000 histories, an hour or two
  $ npm run properties -- --histories 300 --seed 7
  $ npm run properties -- --replay '{"evening":…}'  one again, as a search printed it`,
  );

await command.parseAsync();
const {
  replay: given,
  seed = 1 + (Date.now() % 999_999_999),
  ...options
} = command.opts<Partial<Options> & Pick<Options, 'histories' | 'processes'>>();
process.exitCode = given ? await replay(given) : await search({ ...options, seed });

async function replay(history: History): Promise<number> {
  const { log, problems } = await playHistory(history);
  for (const line of [...log, ...problems]) console.log(line);
  console.log(problems.length === 0 ? 'Nothing was lost.' : `${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

async function search({ histories, seed, processes }: Omit<Options, 'replay'>): Promise<number> {
  console.log(`Seed ${seed}: ${histories} histories in ${processes} processes.`);
  // Made once, before the processes look for it.
  await synthesize();
  const startedAt = performance.now();
  const progress = progressOf(histories, startedAt);
  const share = Math.ceil(histories / processes);
  const found = await Promise.all(
    Array.from({ length: processes }, async (_, index) => {
      const one = await searchElsewhere(seed + index, share, progress);
      // At once: the others may go on for an hour.
      tell(one);
      return one;
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const played = found.reduce((sum, one) => sum + one.histories, 0);
  console.log(
    `Seed ${seed}, ${processes} processes: ${played} histories in ${Math.round(seconds)} s, ${(played / seconds).toFixed(1)} a second.`,
  );
  const isKept = found.every(({ counterexample }) => counterexample === null);
  if (isKept) console.log('No counterexample.');
  return isKept ? 0 : 1;
}

function tell({ counterexample }: Found): void {
  if (counterexample === null) return;
  const { history, problems } = counterexample;
  console.log(`\nA history that breaks the promise:\n${problems.join('\n')}\n`);
  console.log(`Play it again: npm run properties -- --replay '${JSON.stringify(history)}'\n`);
}

/** Searches in a process of its own. */
function searchElsewhere(seed: number, histories: number, onPlayed: () => void): Promise<Found> {
  const worker = fork(fileURLToPath(new URL('./properties-worker.ts', import.meta.url)), [
    String(seed),
    String(histories),
  ]);
  return new Promise((resolve, reject) => {
    worker.on('message', (message: 'played' | Found) => (message === 'played' ? onPlayed() : resolve(message)));
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`The search with seed ${seed} ended with ${code}.`)));
  });
}

/** A line for a person every five hundred histories. */
function progressOf(histories: number, startedAt: number): () => void {
  let played = 0;
  return () => {
    played += 1;
    if (played % 500 !== 0) return;
    const perSecond = played / ((performance.now() - startedAt) / 1000);
    console.log(`${played} of ${histories}, ${perSecond.toFixed(1)} a second`);
  };
}
