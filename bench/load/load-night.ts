import { performance } from 'node:perf_hooks';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import { compareSnapshots, type Difference } from '../../sandbox/night/compare-snapshots.ts';
import { snapshotWorld } from '../../sandbox/night/world-snapshot.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { type LoadSize, loadWorld } from './load-world.ts';
import { type ExecutionFigures, measureHistory } from './measure-history.ts';

export interface RunFigures extends ExecutionFigures {
  readonly action: 'stop' | 'start';
  readonly status: string;
  readonly error: string | null;
  /** In the sandbox's time. */
  readonly seconds: number;
  readonly wallSeconds: number;
  readonly requests: { readonly aws: number; readonly kubernetes: number };
}

export interface LoadFigures {
  readonly runs: readonly RunFigures[];
  /** What is not as it was in the evening. */
  readonly differences: readonly Difference[];
  /** Lists that the functions asked Kubernetes for: how often, and the most objects that one answer may have had; null is no limit. */
  readonly lists: { readonly requests: number; readonly biggestPage: number | null };
  /** Of this process: cluster, AWS and functions together. */
  readonly peakMemoryMb: number;
}

const evening = new Date('2026-01-12T20:00:00Z');
const settlingMinutes = 10;

/** A stop and a start of a cluster of this size, in simulated time. */
export async function loadNight(size: LoadSize, say: (line: string) => void = () => undefined): Promise<LoadFigures> {
  const clock = new SimulatedClock(evening);
  const seen = { aws: 0, kubernetes: 0 };
  const limits: (number | null)[] = [];
  const sandbox = await startSandbox({
    world: loadWorld(size),
    clock,
    wire: { onRequest: () => void seen.aws++ },
    kubernetesWire: {
      onRequest: ({ method, path }) => {
        seen.kubernetes++;
        if (method === 'GET' && isList(path)) limits.push(limitIn(path));
      },
    },
  });
  try {
    const look = async () => snapshotWorld(await sandbox.kubernetes.look(), sandbox.eks.snapshot());
    const before = await look();
    const runs: RunFigures[] = [];
    for (const action of ['stop', 'start'] as const) {
      say(`${action} …`);
      runs.push(await measured(sandbox, action, seen));
      await letPass(clock, settlingMinutes * 60_000);
    }
    return {
      runs,
      differences: compareSnapshots(before, await look()),
      lists: {
        requests: limits.length,
        biggestPage: limits.includes(null) ? null : Math.max(0, ...limits.map(Number)),
      },
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    };
  } finally {
    await sandbox.close();
  }
}

async function measured(
  sandbox: Sandbox,
  action: 'stop' | 'start',
  seen: { readonly aws: number; readonly kubernetes: number },
): Promise<RunFigures> {
  const { engine, cluster } = sandbox;
  const before = { ...seen };
  const from = performance.now();
  const stateMachineArn = sandbox.machineArn(action);
  const { arn } = engine.startExecution({ stateMachineArn, name: action, input: JSON.stringify({ cluster }) });
  const { status, error, cause, startedAt, stoppedAt } = await engine.finished(arn);
  return {
    action,
    status,
    error: error === undefined ? null : `${error}: ${cause}`,
    seconds: ((stoppedAt ?? startedAt) - startedAt) / 1000,
    wallSeconds: (performance.now() - from) / 1000,
    requests: { aws: seen.aws - before.aws, kubernetes: seen.kubernetes - before.kubernetes },
    ...measureHistory(engine.history(arn)),
  };
}

/** `/api/v1/pods?limit=500`, `/apis/apps/v1/deployments`: the last part is the plural of a kind. */
function isList(path: string): boolean {
  const [, ...parts] = path.split('?')[0]?.split('/') ?? [];
  const resource = parts.slice(parts[0] === 'api' ? 2 : 3);
  return (
    parts[0]?.startsWith('api') === true &&
    (resource.length === 1 || (resource[0] === 'namespaces' && resource.length === 3))
  );
}

function limitIn(path: string): number | null {
  const limit = new URL(path, 'https://cluster').searchParams.get('limit');
  return limit === null ? null : Number(limit);
}
