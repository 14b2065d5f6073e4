import { cpus, totalmem } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { buildControlPlane } from '../sandbox/control-plane/build.ts';
import type { ClusterSize } from './drain/bench-world.ts';
import { count, say, sayPass, wholeNumber } from './drain/command-line.ts';
import { drainReport, figuresOf, floorOf, standingsOf } from './drain/figures.ts';
import { floorTurn } from './drain/floor-turn.ts';
import { kubectlTurn } from './drain/kubectl-turn.ts';
import { oursTurn } from './drain/ours-turn.ts';
import { type Contestant, contestants, type Firepower, type Turn } from './drain/turn.ts';

/**
 * How fast a whole cluster is drained on a real control plane: ours, against the requests of a perfect plan fired without a thought,
 * and against kubectl. Each turn has a control plane and a world of its own: a server that has drained once is slower and bigger
 * (etcd never shrinks, the scheduler still tries thousands of pods again), so on a shared one the first would win.
 */
interface Options {
  readonly rounds: number;
  readonly nodes: number;
  readonly deployments: number;
  readonly budgets: number;
  readonly only: readonly Contestant[];
  readonly floor: readonly Firepower[];
  readonly json?: boolean;
}

const replicas = 30;
const concurrencies = [50, 100, 200];
const manners: readonly Firepower[] = (['by-budget', 'shuffled'] as const).flatMap((order) =>
  concurrencies.map((concurrency) => ({ order, concurrency })),
);

const command = new Command('bench:drain')
  .description('Drain a cluster on a real control plane: ours, a perfect plan, kubectl.')
  .option('--rounds <n>', 'turns of ours and of the best floor', count, 2)
  .option('--nodes <n>', 'nodes of the cluster', count, 100)
  .option('--deployments <n>', `Deployments, of ${replicas} pods each`, count, 100)
  .option('--budgets <n>', 'how many of them have a budget that keeps 80 %', wholeNumber, 50)
  .addOption(
    new Option('--only <names>', `some of ${contestants.join(', ')}`).default(contestants).argParser(contestantNames),
  )
  .addOption(
    new Option('--floor <manners>', 'how to fire the floor, such as by-budget@100,shuffled@200 (the best one counts)')
      .default(manners, 'all of both orders with 50, 100 and 200 in flight')
      .argParser(firepowers),
  )
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    `
A turn takes about a minute and a half, all of them about twenty minutes. Progress is told on standard error.

Examples:
  $ npm run bench:drain
  $ npm run bench:drain -- --only ours,floor --floor by-budget@100 --rounds 3
  $ npm run bench:drain -- --only ours --budgets 0 --rounds 1`,
  );
await command.parseAsync();
const options = command.opts<Options>();
const { nodes, deployments, budgets } = options;
const size: ClusterSize = { nodes, deployments, budgets, replicas };

await buildControlPlane(say);
const turns: Turn[] = [];
const takesPart = (name: Contestant) => options.only.includes(name);
if (takesPart('floor') && options.floor.length > 1) await sweepFloors();
for (let round = 0; round < options.rounds; round++) await playRound(round);
if (takesPart('kubectl')) await take('kubectl', () => kubectlTurn(size));
if (takesPart('deletes'))
  await take('deletes', () => floorTurn(size, { order: 'deletes', concurrency: bestFirepower().concurrency }));

process.stdout.write(
  options.json ? `${JSON.stringify(document(), null, 2)}\n` : `${heading()}\n\n${drainReport(turns)}\n`,
);

/** Each manner once; the fastest then takes its turns in the rounds, where its luck is not what it was chosen for. */
async function sweepFloors(): Promise<void> {
  for (const firepower of options.floor) await take('floor', () => floorTurn(size, firepower));
}

/** Who begins changes from round to round, should the machine tire or recover. */
async function playRound(round: number): Promise<void> {
  const floor = async () => {
    if (takesPart('floor')) await take('floor', () => floorTurn(size, bestFirepower()));
  };
  const ours = async () => {
    if (takesPart('ours')) await take('ours', () => oursTurn(size, sayPass));
  };
  for (const play of round % 2 === 0 ? [ours, floor] : [floor, ours]) await play();
}

function bestFirepower(): Firepower {
  const measured = floorOf(standingsOf(turns))?.turns[0]?.firepower;
  return measured ?? options.floor[0] ?? { order: 'by-budget', concurrency: 100 };
}

async function take(name: string, turn: () => Promise<Turn>): Promise<void> {
  say(`${name}: bringing up ${nodes} nodes and ${deployments * replicas} pods`);
  const taken = await turn();
  turns.push(taken);
  say(`${name}: ${taken.seconds.toFixed(1)} s (${taken.how})`);
}

function document(): unknown {
  return { ...figuresOf(turns), size, machine: machine(), turns };
}

function heading(): string {
  return [
    `${nodes} nodes, ${deployments * replicas} pods in ${deployments} Deployments, ${budgets} of them under a budget of 80 %, 2 s to stop.`,
    `${machine()}. Each turn on a fresh real control plane; kubectl on a tenth of the nodes, its seconds scaled by nodes.`,
  ].join('\n');
}

function machine(): string {
  return `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}

function contestantNames(text: string): Contestant[] {
  return text.split(',').map((name) => {
    const found = contestants.find((contestant) => contestant === name);
    if (!found) throw new InvalidArgumentError(`Say some of ${contestants.join(', ')}.`);
    return found;
  });
}

function firepowers(text: string): Firepower[] {
  return text.split(',').map((manner) => {
    const [, order, concurrency] = /^(by-budget|shuffled)@([1-9]\d*)$/.exec(manner) ?? [];
    if (!order) throw new InvalidArgumentError('Say manners such as by-budget@100.');
    return { order: order as Firepower['order'], concurrency: Number(concurrency) };
  });
}
