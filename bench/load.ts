import { Command } from 'commander';
import { textTable } from '../src/report/text-table.ts';
import { count, say } from './drain/command-line.ts';
import { loops, mostEvents, mostEventsOf } from './load/history-bound.ts';
import { type LoadFigures, loadNight } from './load/load-night.ts';
import { fullSize } from './load/load-world.ts';

/** What Step Functions allows. */
const mostPayloadBytes = 262_144;
const mostHistoryEvents = 25_000;

interface Options {
  readonly groups: number;
  readonly budgets: number;
  readonly podsPerBudget: number;
  readonly webhooks: number;
  readonly json?: boolean;
}

const command = new Command('bench:load')
  .description('Put a very big cluster to sleep and wake it, and say what of the limits of Step Functions that takes.')
  .option('--groups <n>', 'node groups, of one node each', count, fullSize.nodeGroups)
  .option('--budgets <n>', 'Deployments with a budget', count, fullSize.budgets)
  .option('--pods-per-budget <n>', 'pods of each of them', count, fullSize.podsPerBudget)
  .option('--webhooks <n>', 'entries of webhook configurations', count, fullSize.webhooks)
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    `
Exit code 1 when a limit is passed, a run fails, or something does not come back.

Examples:
  $ npm run bench:load
  $ npm run bench:load -- --groups 450 --budgets 50 --webhooks 20`,
  );
await command.parseAsync();
const { groups: nodeGroups, budgets, podsPerBudget, webhooks, json } = command.opts<Options>();
const size = { nodeGroups, budgets, podsPerBudget, webhooks };

const figures = await loadNight(size, say);
const bounds = { stop: mostEvents('stop'), start: mostEvents('start') };
const isWell =
  figures.differences.length === 0 &&
  figures.runs.every(({ status }) => status === 'SUCCEEDED') &&
  figures.runs.every(
    ({ events, biggestPayload }) => events < mostHistoryEvents && biggestPayload.bytes < mostPayloadBytes,
  ) &&
  Math.max(bounds.stop, bounds.start) < mostHistoryEvents;
process.stdout.write(json ? `${JSON.stringify({ size, ...figures, bounds }, null, 2)}\n` : `${report(figures)}\n`);
if (!isWell) process.exitCode = 1;

function report({ runs, differences, lists, peakMemoryMb }: LoadFigures): string {
  const columns = runs.map(({ action }) => action);
  const row = (name: string, of: (run: LoadFigures['runs'][number]) => string | number) => [
    name,
    ...runs.map((run) => String(of(run))),
  ];
  return [
    `${nodeGroups} node groups, ${budgets * podsPerBudget} pods under ${budgets} budgets, ${webhooks} webhook entries (twin, simulated time).`,
    '',
    textTable(
      ['figure', ...columns],
      [
        row('status', ({ status, error }) => error ?? status),
        row(`biggest payload, bytes (limit ${mostPayloadBytes})`, ({ biggestPayload }) => biggestPayload.bytes),
        row('  where', ({ biggestPayload }) => biggestPayload.where),
        row(`events of the history (limit ${mostHistoryEvents})`, ({ events }) => events),
        row('passes', ({ passes }) => Object.values(passes).reduce((sum, each) => sum + each, 0)),
        row('requests to AWS', ({ requests }) => requests.aws),
        row('requests to Kubernetes', ({ requests }) => requests.kubernetes),
        row('seconds of the run', ({ seconds }) => seconds.toFixed(0)),
        row('seconds of this machine', ({ wallSeconds }) => wallSeconds.toFixed(1)),
      ],
    ),
    '',
    `Lists asked of Kubernetes: ${lists.requests}, in pages of at most ${lists.biggestPage ?? 'any number of'} objects.`,
    `Peak memory of this process, cluster and AWS included: ${peakMemoryMb} MB.`,
    `Not as it was in the evening: ${differences.length === 0 ? 'nothing' : JSON.stringify(differences.slice(0, 10))}.`,
    '',
    'The most events that a loop can make, in an hour and in the eight after which the machine times out:',
    textTable(
      ['loop', '1 h', '8 h'],
      [...new Map([...loops.stop, ...loops.start].map((loop) => [loop.title, loop])).values()].map((loop) => [
        loop.title,
        String(mostEventsOf(loop, 3_600)),
        String(mostEventsOf(loop, 28_800)),
      ]),
    ),
    `All loops together, the hours split so that most fit: stop ${bounds.stop}, start ${bounds.start} of ${mostHistoryEvents}.`,
  ].join('\n');
}
