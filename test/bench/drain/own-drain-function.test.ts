import { expect, test } from '@jest/globals';
import { benchWorld } from '../../../bench/drain/bench-world.ts';
import { OwnDrainFunction, type Pass } from '../../../bench/drain/own-drain-function.ts';
import { RunningClock } from '../../../sandbox/clock/running-clock.ts';
import type { Pod } from '../../../sandbox/kubernetes/objects.ts';
import { startSandbox } from '../../../sandbox/start-sandbox.ts';

test('the phase drains a cluster from a process of its own, and what it took is known', async () => {
  const told: Pass[] = [];
  const drainNodes = new OwnDrainFunction({ onPass: (pass) => told.push(pass) });
  const world = benchWorld({ nodes: 2, deployments: 2, replicas: 5, budgets: 1 });
  const sandbox = await startSandbox({ world, clock: new RunningClock(), speed: 1, observe: drainNodes.observe });
  try {
    const drained = await drainNodes.drain(sandbox, () => undefined);

    const pods = sandbox.kubernetes.api.list('pods') as readonly Pod[];
    expect(pods.filter(({ spec }) => spec.nodeName)).toEqual([]);
    expect(drained.requests).toMatchObject({ 'patch nodes': 2, 'create pods/eviction': 6, 'delete pods': 4 });
    expect(drained.passes).toEqual(told);
    expect(told.at(-1)?.answer).toBe('done');
    // Two seconds to stop are part of it.
    expect(drained.seconds).toBeGreaterThan(2);
    // A bare Node takes 40 MB; the process of the tests takes several times as much.
    expect(drained.peakMemoryMb).toBeGreaterThan(50);
    expect(drained.peakMemoryMb).toBeLessThan(process.memoryUsage().rss / 2 ** 20);
  } finally {
    await sandbox.close();
  }
});
