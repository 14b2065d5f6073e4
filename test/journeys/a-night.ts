import { afterEach } from '@jest/globals';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { Execution } from '../../sandbox/engine/engine.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { compareSnapshots, type Difference } from '../../sandbox/night/compare-snapshots.ts';
import { reportOf } from '../../sandbox/night/report-of.ts';
import { snapshotWorld, type WorldSnapshot } from '../../sandbox/night/world-snapshot.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World, WorldNodeGroup } from '../../sandbox/world.ts';
import { plainGround, plainNodeGroup } from '../../sandbox/worlds/plain-ground.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import type { Report } from '../../src/report/report.ts';

export type Action = 'stop' | 'start';

/** A run that has come to its end, well or not. */
export interface FinishedRun {
  readonly arn: string;
  readonly status: Execution['status'];
  /** The named error of a failed run, and what it says. */
  readonly error: string | undefined;
  readonly message: string;
  /** Null where the run did not come to Report run. */
  readonly report: Report | null;
}

export interface Night {
  readonly sandbox: Sandbox;
  readonly before: WorldSnapshot;
  stop(input?: Readonly<Record<string, unknown>>): Promise<FinishedRun>;
  start(input?: Readonly<Record<string, unknown>>): Promise<FinishedRun>;
  /** Starts a run and does not wait for its end. */
  begin(action: Action, input?: Readonly<Record<string, unknown>>): string;
  redrive(arn: string): Promise<FinishedRun>;
  finished(arn: string): Promise<FinishedRun>;
  /** The title of the state at which a failed run stands. */
  failedState(arn: string): string | undefined;
  /** Lets this much simulated time pass. */
  pass(time: { readonly minutes: number }): Promise<void>;
  snapshot(): WorldSnapshot;
  /** What is not as it was in the evening. */
  differences(): Difference[];
}

const evening = new Date('2026-01-12T20:00:00Z');
const open = new Set<Sandbox>();

afterEach(async () => {
  await Promise.all([...open].map((sandbox) => sandbox.close()));
  open.clear();
});

/** A sandbox with a world in it, at eight in the evening; the sandbox is closed after the test. */
export async function aNight(
  options: { readonly world?: World } & Partial<Omit<SandboxOptions, 'world' | 'clock'>> = {},
): Promise<Night> {
  const { world = aWorld(), ...more } = options;
  const clock = new SimulatedClock(evening);
  const sandbox = await startSandbox({ ...more, world, clock });
  open.add(sandbox);
  const snapshot = () => snapshotWorld(sandbox.kubernetes.api, sandbox.eks.snapshot());
  const before = snapshot();
  let runs = 0;

  const begin = (action: Action, input: Readonly<Record<string, unknown>> = {}) =>
    sandbox.engine.startExecution({
      stateMachineArn: sandbox.machineArn(action),
      name: `${action}-${++runs}`,
      input: JSON.stringify({ cluster: sandbox.cluster, ...input }),
    }).arn;
  const finished = async (arn: string) => finishedRun(sandbox, await sandbox.engine.finished(arn));
  return {
    sandbox,
    before,
    begin,
    finished,
    stop: (input) => finished(begin('stop', input)),
    start: (input) => finished(begin('start', input)),
    redrive: (arn) => {
      sandbox.engine.redriveExecution(arn);
      return finished(arn);
    },
    failedState: (arn) => failedState(sandbox, arn),
    pass: ({ minutes }) => new Promise((resolve) => void clock.after(minutes * 60_000, resolve)),
    snapshot,
    differences: () => compareSnapshots(before, snapshot()),
  };
}

function finishedRun(sandbox: Sandbox, execution: Execution): FinishedRun {
  const { arn, status, error, cause = '' } = execution;
  const message = cause.startsWith('{') ? String((JSON.parse(cause) as { errorMessage?: string }).errorMessage) : cause;
  return { arn, status, error, message, report: reportOf(sandbox, execution) };
}

function failedState(sandbox: Sandbox, arn: string): string | undefined {
  const entered = sandbox.engine.history(arn).filter(({ type }) => type === 'TaskStateEntered');
  return (entered.at(-1)?.stateEnteredEventDetails as { name: string } | undefined)?.name;
}

/** The example world of `npm start`. */
export function exampleWorld(): World {
  return readWorld('sandbox/worlds/example.yaml');
}

/** A small plain cluster (`dev`): two workers, CoreDNS, kube-proxy and the VPC CNI, and whatever the test adds. */
export function aWorld(
  parts: {
    readonly nodeGroups?: readonly WorldNodeGroup[];
    readonly objects?: readonly KubeObject[];
    readonly tags?: Record<string, string>;
  } = {},
): World {
  const ground = plainGround(parts.objects ?? []);
  return {
    cluster: { name: 'dev', version: '1.33', tags: parts.tags ?? {} },
    nodeGroups: parts.nodeGroups ?? ground.nodeGroups,
    objects: ground.objects,
    notes: [],
  };
}

/** The plain world's node group, with what the test wants to be different. */
export function aNodeGroup(parts: Partial<WorldNodeGroup> = {}): WorldNodeGroup {
  return { ...plainNodeGroup, ...parts };
}
