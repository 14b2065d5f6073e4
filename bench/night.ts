import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { synthesize } from '../sandbox/deployment/synthesize.ts';
import { runNight } from '../sandbox/night/run-night.ts';
import { readWorld } from '../sandbox/worlds/read-world.ts';

/**
 * How long the night of `npm start` takes on this machine, and how much of it is the simulation's own: the same machine in the
 * same run, the median of several nights, and the ratio of simulated to real time.
 */
const nights = 5;
const world = readWorld(fileURLToPath(new URL('../sandbox/worlds/example.yaml', import.meta.url)));

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const synthesizing = await seconds(synthesize);
const wall: number[] = [];
let simulated = 0;
for (let night = 0; night <= nights; night++) {
  wall.push(
    await seconds(async () => {
      const result = await runNight({ world, action: 'night', dryRun: false });
      if (result.differences.length > 0)
        throw new Error(`The night did not come back: ${JSON.stringify(result.differences)}`);
      simulated = result.runs.reduce((sum, run) => sum + run.seconds, 0);
    }),
  );
}
const [first = Number.NaN, ...counted] = wall;
process.stdout.write(
  `${[
    `synthesizing (nothing to do when the sources are as before): ${synthesizing.toFixed(2)} s`,
    `first night, with everything to load: ${first.toFixed(2)} s`,
    `night, median of ${nights}: ${median(counted).toFixed(2)} s (least ${Math.min(...counted).toFixed(2)}, most ${Math.max(...counted).toFixed(2)})`,
    `simulated to real time: ${simulated} s of runs, ratio ${(simulated / median(counted)).toFixed(0)}`,
  ].join('\n')}\n`,
);
