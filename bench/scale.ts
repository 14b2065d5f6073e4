import { Command, Option } from 'commander';
import { RunningClock } from '../sandbox/clock/running-clock.ts';
import type { Kubernetes } from '../sandbox/start-kubernetes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../sandbox/start-sandbox.ts';
import { textTable } from '../src/report/text-table.ts';
import { benchWorld, type ClusterSize } from './drain/bench-world.ts';
import { count, say, sayPass } from './drain/command-line.ts';
import { type Drained, OwnDrainFunction } from './drain/own-drain-function.ts';
import { totalOf } from './drain/request-kind.ts';

/**
 * What the phase takes to drain a big cluster: memory of its process, which is nothing but the bundled handler, and requests, passes
 * and seconds. The cluster is in this process (the twin) or in those of a real control plane.
 */
interface Options {
  readonly nodes: number;
  readonly kubernetes: 'twin' | 'real';
  readonly memory: number;
  readonly json?: boolean;
}

const podsPerNode = 30;

const command = new Command('bench:scale')
  .description('Drain a big cluster, and measure the process of the phase.')
  .option('--nodes <n>', `nodes, with ${podsPerNode} pods each`, count, 1000)
  .addOption(
    new Option('--kubernetes <which>', 'the twin, or a real control plane (which takes minutes to fill)')
      .choices(['twin', 'real'])
      .default('twin'),
  )
  .option(
    '--memory <mb>',
    "the function's memory, half of which is for the heap, as Node takes in a container",
    count,
    512,
  )
  .option('--json', 'print one JSON document and nothing else')
  .addHelpText(
    'after',
    `
Half of the Deployments have a budget that keeps 80 % of their pods. Progress is told on standard error.

Examples:
  $ npm run bench:scale
  $ npm run bench:scale -- --nodes 200 --kubernetes real`,
  );
await command.parseAsync();
const { nodes, kubernetes, memory, json } = command.opts<Options>();
const size: ClusterSize = { nodes, deployments: nodes, replicas: podsPerNode, budgets: Math.floor(nodes / 2) };
const pods = size.deployments * size.replicas;

const drainNodes = new OwnDrainFunction({ onPass: sayPass, memoryMb: memory });
say(`Bringing up ${nodes} nodes and ${pods} pods (${kubernetes})`);
const sandbox = await bringUp({
  world: benchWorld(size),
  clock: new RunningClock(),
  speed: 1,
  observe: drainNodes.observe,
});
try {
  const drained = await drainNodes.drain(sandbox, () => say('Draining'));
  const left = (await sandbox.kubernetes.look())
    .list('pods')
    .filter(({ spec }) => (spec as { nodeName?: string }).nodeName);
  if (left.length > 0) throw new Error(`The phase said done, and ${left.length} pods are left on nodes.`);
  process.stdout.write(json ? `${JSON.stringify(document(drained), null, 2)}\n` : `${report(drained)}\n`);
} finally {
  await sandbox.close();
}

function bringUp(options: SandboxOptions): Promise<Sandbox<Kubernetes>> {
  return kubernetes === 'real' ? startSandbox({ ...options, kubernetes, progress: say }) : startSandbox(options);
}

function document({ passes, ...drained }: Drained): unknown {
  const requests = totalOf(drained.requests);
  return {
    kubernetes,
    size,
    pods,
    memoryMb: memory,
    ...drained,
    requestsPerPod: requests / pods,
    byKind: drained.requests,
    requests,
    passes,
  };
}

function report(drained: Drained): string {
  const kinds = Object.entries(drained.requests).sort(([, a], [, b]) => b - a);
  return [
    `${nodes} nodes, ${pods} pods, half of the Deployments under a budget of 80 %, 2 s to stop (${kubernetes}).`,
    `The function has ${memory} MB: Node keeps its heap within half of that.`,
    '',
    textTable(
      ['figure', 'value'],
      [
        ['peak memory of the process of the phase (at most 512 MB)', `${drained.peakMemoryMb} MB`],
        ['seconds, waits included', drained.seconds.toFixed(1)],
        ['passes', String(drained.passes.length)],
        ['requests', String(totalOf(drained.requests))],
        ['requests per pod', (totalOf(drained.requests) / pods).toFixed(2)],
        ['CPU seconds', drained.cpuSeconds.toFixed(1)],
      ],
    ),
    '',
    textTable(
      ['request', 'times'],
      kinds.map(([kind, times]) => [kind, String(times)]),
    ),
  ].join('\n');
}
