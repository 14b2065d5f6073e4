// Plays random histories of one cluster, thousands of them, on every core: whatever happens in a history, the start at its end must
// bring back exactly what was there. `--histories N`, `--seed N`, `--processes N`; `--replay JSON` plays one history and tells of it.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { synthesize } from '../sandbox/deployment/synthesize.ts';
import { playHistory } from '../test/properties/play-history.ts';
import type { Found } from '../test/properties/search-histories.ts';

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    processes: { type: 'string', default: String(availableParallelism()) },
    replay: { type: 'string' },
  },
});

process.exitCode = values.replay === undefined ? await search() : await replay(values.replay);

async function replay(text: string): Promise<number> {
  const { log, problems } = await playHistory(JSON.parse(text));
  for (const line of [...log, ...problems]) console.log(line);
  console.log(problems.length === 0 ? 'Nothing was lost.' : `${problems.length} problems.`);
  return problems.length === 0 ? 0 : 1;
}

async function search(): Promise<number> {
  const [histories, seed, processes] = [values.histories, values.seed, values.processes].map(Number) as [
    number,
    number,
    number,
  ];
  console.log(`Seed ${seed}: ${histories} histories in ${processes} processes.`);
  // Made once, before the processes look for it.
  await synthesize();
  const startedAt = performance.now();
  const progress = progressOf(histories, startedAt);
  const share = Math.ceil(histories / processes);
  const found = await Promise.all(
    Array.from({ length: processes }, (_, index) => searchElsewhere(seed + index, share, progress)),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const played = found.reduce((sum, one) => sum + one.histories, 0);
  console.log(
    `Seed ${seed}, ${processes} processes: ${played} histories in ${Math.round(seconds)} s, ${(played / seconds).toFixed(1)} a second.`,
  );
  const counterexamples = found.flatMap(({ counterexample }) => counterexample ?? []);
  for (const { history, problems } of counterexamples) {
    console.log(`\nA history that breaks the promise:\n${problems.join('\n')}\n`);
    console.log(`Play it again: npm run properties -- --replay '${JSON.stringify(history)}'`);
  }
  if (counterexamples.length === 0) console.log('No counterexample.');
  return counterexamples.length === 0 ? 0 : 1;
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
