import { performance } from 'node:perf_hooks';
import { loadWorld } from '../../bench/load/load-world.ts';
import type { AwsRequest } from '../../sandbox/aws/server.ts';
import type { HttpAnswer } from '../../sandbox/aws/wire.ts';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { FunctionInvoker } from '../../sandbox/engine/engine.ts';
import { type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import { tableUnits } from './table-units.ts';

/** What one function did in the night. */
export interface FunctionCounts {
  invocations: number;
  /** To AWS and to Kubernetes. */
  requests: number;
  /** Runs before which it had not been called for hours. */
  coldStarts: number;
}

/** What a stop and a start of one cluster use of what AWS charges for. Counted, the same each time. */
export interface NightCounts {
  readonly nodeGroups: number;
  readonly executions: number;
  /** States entered, and the start of each execution. */
  readonly transitions: number;
  readonly historyEvents: number;
  /** By name. */
  readonly functions: ReadonlyMap<string, FunctionCounts>;
  readonly tableWrites: number;
  readonly tableReads: number;
  readonly bucketWrites: number;
  readonly notices: number;
  /** Lines that the functions wrote. */
  readonly logBytes: number;
  /** Of the functions' metrics, each with its dimensions. */
  readonly metrics: number;
}

/** Wall time of the functions in the sandbox, waiting for its answers included: the one figure that is measured, and never the same. */
export interface CountedNight {
  readonly counts: NightCounts;
  readonly measuredSeconds: number;
}

const evening = new Date('2026-01-12T20:00:00Z');
const asleepHours = 11;
const settlingMinutes = 10;

/** Plays one night of a cluster, as its schedules start it, and counts. */
export async function countNight(nodeGroups: number): Promise<CountedNight> {
  const clock = new SimulatedClock(evening);
  const count = new NightCounter();
  const world = loadWorld({ nodeGroups, budgets: nodeGroups, podsPerBudget: 5, webhooks: nodeGroups });
  const sandbox = await startSandbox({
    world,
    clock,
    onStatusChange: ({ arn }) => void count.executions.add(arn),
    onLog: (line) => count.logged(line),
    observe: (invoker) => count.watch(invoker),
    wire: { intercept: (request, proceed) => count.asked(request, proceed) },
    kubernetesWire: { onRequest: () => count.requested() },
  });
  try {
    for (const action of ['stop', 'start'] as const) {
      count.beginRun();
      await runFleet(sandbox, action);
      await letPass(clock, (action === 'stop' ? asleepHours * 60 : settlingMinutes) * 60_000);
    }
    return { counts: count.total(sandbox, nodeGroups), measuredSeconds: count.measuredMs / 1000 };
  } finally {
    await sandbox.close();
  }
}

async function runFleet({ engine, machineArn, cluster }: Sandbox, action: 'stop' | 'start'): Promise<void> {
  const input = JSON.stringify({ action, clusters: [cluster] });
  const { arn } = engine.startExecution({ stateMachineArn: machineArn('fleet'), name: `night-${action}`, input });
  const { status, error, cause } = await engine.finished(arn);
  if (status !== 'SUCCEEDED') throw new Error(`The ${action} did not succeed: ${error}: ${cause}`);
}

class NightCounter {
  readonly executions = new Set<string>();
  measuredMs = 0;
  readonly #functions = new Map<string, FunctionCounts>();
  readonly #metrics = new Set<string>();
  readonly #table = tableUnits();
  #warm = new Set<string>();
  #bucketWrites = 0;
  #notices = 0;
  #logBytes = 0;
  /** Functions run one after the other: one cluster's run has nothing side by side. */
  #current: FunctionCounts | null = null;

  beginRun(): void {
    this.#warm = new Set();
  }

  watch(invoker: FunctionInvoker): FunctionInvoker {
    return {
      invoke: async (name, payload) => {
        const counts = this.#functions.get(name) ?? { invocations: 0, requests: 0, coldStarts: 0 };
        this.#functions.set(name, counts);
        counts.invocations++;
        if (!this.#warm.has(name)) counts.coldStarts++;
        this.#warm.add(name);
        this.#current = counts;
        const from = performance.now();
        const answer = await invoker.invoke(name, payload);
        this.measuredMs += performance.now() - from;
        this.#current = null;
        return answer;
      },
    };
  }

  requested(): void {
    if (this.#current) this.#current.requests++;
  }

  async asked(request: AwsRequest, proceed: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
    const answer = await proceed();
    this.requested();
    if (request.service === 'dynamodb') this.#table.count(request.operation, request.input, answer);
    if (request.service === 's3' && request.operation === 'PutObject') this.#bucketWrites++;
    if (request.service === 'sns') this.#notices++;
    return answer;
  }

  logged(line: string): void {
    this.#logBytes += Buffer.byteLength(line) + 1;
    for (const metric of metricsIn(line)) this.#metrics.add(metric);
  }

  total({ engine }: Sandbox, nodeGroups: number): NightCounts {
    const events = [...this.executions].flatMap((arn) => engine.history(arn));
    const entered = events.filter(({ type }) => type.endsWith('StateEntered')).length;
    return {
      nodeGroups,
      executions: this.executions.size,
      transitions: entered + this.executions.size,
      historyEvents: events.length,
      functions: this.#functions,
      tableWrites: this.#table.writes,
      tableReads: this.#table.reads,
      bucketWrites: this.#bucketWrites,
      notices: this.#notices,
      logBytes: this.#logBytes,
      metrics: this.#metrics.size,
    };
  }
}

/** The metrics of a line in the embedded format, one for each set of the dimensions' values. */
function metricsIn(line: string): string[] {
  if (!line.startsWith('{"_aws"')) return [];
  const values = JSON.parse(line) as Record<string, unknown> & {
    readonly _aws: {
      readonly CloudWatchMetrics: readonly {
        readonly Dimensions: readonly string[][];
        readonly Metrics: readonly { Name: string }[];
      }[];
    };
  };
  return values._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => Metrics.map(({ Name }) => JSON.stringify([Name, names.map((name) => values[name])]))),
  );
}
