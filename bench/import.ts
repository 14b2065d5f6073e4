import { execFileSync } from 'node:child_process';
import { basename, dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { bytesBelow } from '../sandbox/deployment/bytes-below.ts';
import { loadDeployment } from '../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../sandbox/deployment/synthesize.ts';
import { textTable } from '../src/report/text-table.ts';
import { count } from './drain/command-line.ts';

/**
 * What a cold start pays for the code: the time of a Node that imports a function's handler and ends, beside that of a Node which
 * does nothing. Same machine, same run, in turns; the least of several, because whatever else the machine does only adds to it.
 */
const command = new Command('bench:import')
  .description('Import the handler of each function as it is deployed, beside a bare Node.')
  .option('--turns <n>', 'starts of each', count, 7)
  .addHelpText('after', '\nExample:\n  $ npm run bench:import -- --turns 15');
await command.parseAsync();
const { turns } = command.opts<{ readonly turns: number }>();

const { functions } = loadDeployment(await synthesize(), { account: '111122223333', region: 'eu-west-1' });
const contestants = functions.map(({ codeDirectory, handler }) => ({
  name: dirname(handler),
  code: `await import(${JSON.stringify(pathToFileURL(join(codeDirectory, `${dirname(handler)}/${basename(handler, '.handler')}.mjs`)).href)})`,
  megabytes: bytesBelow(codeDirectory) / 1e6,
  milliseconds: [] as number[],
}));
const bare = { name: 'bare Node', code: '', megabytes: 0, milliseconds: [] as number[] };

// The first turn reads the files from the disk, and is not counted.
for (let turn = 0; turn <= turns; turn++) {
  for (const contestant of [bare, ...contestants]) {
    const taken = timeOf(contestant.code);
    if (turn > 0) contestant.milliseconds.push(taken);
  }
}
const floor = Math.min(...bare.milliseconds);
const rows = [bare, ...contestants]
  .map(({ name, megabytes, milliseconds }) => ({ name, megabytes, taken: Math.min(...milliseconds) }))
  .sort((a, b) => a.taken - b.taken)
  .map(({ name, megabytes, taken }) => [
    name,
    taken.toFixed(0),
    (taken / floor).toFixed(2).padStart(12),
    megabytes.toFixed(2).padStart(11),
  ]);
process.stdout.write(`${textTable(['function', 'ms', 'to bare Node', 'MB deployed'], rows)}\n`);

function timeOf(code: string): number {
  const from = performance.now();
  execFileSync(process.execPath, ['--input-type=module', '--eval', code]);
  return performance.now() - from;
}
