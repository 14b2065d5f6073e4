import { afterEach } from '@jest/globals';
import { letPass } from '../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { Execution } from '../../sandbox/engine/engine.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { compareSnapshots, type Difference } from '../../sandbox/night/compare-snapshots.ts';
import { reportOf } from '../../sandbox/night/report-of.ts';
import { snapshotWorld, type WorldSnapshot } from '../../sandbox/night/world-snapshot.ts';
import type { Kubernetes, TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { World, WorldNodeGroup } from '../../sandbox/world.ts';
import { plainGround, plainNodeGroup } from '../../sandbox/worlds/plain-ground.ts';
import { readWorld } from '../../sandbox/worlds/read-world.ts';
import { messageInCause } from '../../src/domain/message-in-cause.ts';
import type { Report } from '../../src/report/report.ts';
import { eventually } from '../eventually.ts';
import { Kubectl } from './kubectl.ts';
import { plane } from './plane.ts';
import { endRealNight, type RealNightOptions, startRealNight } from './real-night.ts';

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

export interface Night<K extends Kubernetes = Kubernetes> {
  readonly sandbox: Sandbox<K>;
  readonly kubectl: Kubectl;
  readonly before: WorldSnapshot;
  stop(input?: Readonly<Record<string, unknown>>): Promise<FinishedRun>;
  start(input?: Readonly<Record<string, unknown>>): Promise<FinishedRun>;
  /** Starts a run and does not wait for its end. */
  begin(action: Action, input?: Readonly<Record<string, unknown>>): string;
  /** Resolves when a run that was begun enters this state; throws when it ends without. */
  entered(arn: string, title: string): Promise<void>;
  redrive(arn: string): Promise<FinishedRun>;
  finished(arn: string): Promise<FinishedRun>;
  /** The title of the state at which a failed run stands. */
  failedState(arn: string): string | undefined;
  /** Lets this much simulated time pass. Nothing on the real plane: there `differences` waits for what is still to come. */
  pass(time: { readonly minutes: number }): Promise<void>;
  snapshot(): Promise<WorldSnapshot>;
  /** What `look` sees; on the real plane once it is right, or in vain for half a minute. */
  eventually<T>(look: () => Promise<T>, isRight: (seen: T) => boolean): Promise<T>;
  /** What is not as it was in the evening; on the real plane once there are so many, or in vain for half a minute. */
  differences(expected?: number): Promise<Difference[]>;
}

export type NightOptions = { readonly world?: World } & Partial<Omit<SandboxOptions, 'world' | 'clock' | 'waits'>> & {
    readonly onTheRealPlane?: RealNightOptions;
  };

const evening = new Date('2026-01-12T20:00:00Z');
const pollMs = 100;
const patienceMs = 30_000;
/** On the wall's clock; a run that takes longer will never end. */
export const longestRunMs = 240_000;
const closers = new Set<() => Promise<void>>();

afterEach(async () => {
  const closing = [...closers].map((close) => close());
  closers.clear();
  await Promise.all(closing);
});

/** A sandbox with a world in it, at eight in the evening, on the plane of this test run; it is closed after the test. */
export function aNight(options: NightOptions = {}): Promise<Night> {
  return plane === 'twin' ? aNightOnTheTwin(options) : aNightOnTheRealPlane(options);
}

/** The same for journeys that need the twin itself. */
export async function aNightOnTheTwin(options: NightOptions = {}): Promise<Night<TwinKubernetes>> {
  const { world = aWorld(), onTheRealPlane: _, ...more } = options;
  const clock = new SimulatedClock(evening);
  const sandbox = await startSandbox({ ...more, world, clock });
  const close = () => sandbox.close();
  const pass = (minutes: number) => letPass(clock, minutes * 60_000);
  return nightOf({
    sandbox,
    close,
    pass,
    moment: () => pass(0.01),
    eventually: (look) => look(),
    inTime: (work) => work,
  });
}

async function aNightOnTheRealPlane(options: NightOptions): Promise<Night> {
  const { world = aWorld(), onTheRealPlane, ...more } = options;
  const sandbox = await startRealNight({ ...more, world }, onTheRealPlane);
  const close = () => endRealNight(sandbox);
  const moment = () => new Promise<void>((resolve) => setTimeout(resolve, pollMs));
  const inTime = <T>(work: Promise<T>, otherwise: () => Error) => {
    const timeout = Promise.withResolvers<never>();
    const timer = setTimeout(() => timeout.reject(otherwise()), longestRunMs);
    return Promise.race([work, timeout.promise]).finally(() => clearTimeout(timer));
  };
  return nightOf({
    sandbox,
    close,
    pass: () => Promise.resolve(),
    moment,
    eventually: (look, isRight) => eventually(look, isRight, patienceMs),
    inTime,
  });
}

/** What differs between the planes. */
interface OnePlane<K extends Kubernetes> {
  readonly sandbox: Sandbox<K>;
  readonly close: () => Promise<void>;
  readonly pass: (minutes: number) => Promise<void>;
  /** A short while, between two looks. */
  readonly moment: () => Promise<void>;
  readonly eventually: <T>(look: () => Promise<T>, isRight: (seen: T) => boolean) => Promise<T>;
  /** Rejects where a run takes far longer than it could. */
  readonly inTime: <T>(work: Promise<T>, otherwise: () => Error) => Promise<T>;
}

async function nightOf<K extends Kubernetes>(on: OnePlane<K>): Promise<Night<K>> {
  const { sandbox, pass, moment } = on;
  const kubectl = new Kubectl(sandbox.kubernetes);
  closers.add(async () => {
    await kubectl.close();
    await on.close();
  });
  const snapshot = async () => snapshotWorld(await sandbox.kubernetes.look(), sandbox.eks.snapshot());
  const before = await snapshot();
  let runs = 0;

  const begin = (action: Action, input: Readonly<Record<string, unknown>> = {}) =>
    sandbox.engine.startExecution({
      stateMachineArn: sandbox.machineArn(action),
      name: `${action}-${++runs}`,
      input: JSON.stringify({ cluster: sandbox.cluster, ...input }),
    }).arn;
  const finished = async (arn: string) => {
    const isStuck = () => new Error(`The run is still at ${tasksEntered(sandbox, arn).at(-1)}.`);
    return finishedRun(sandbox, await on.inTime(sandbox.engine.finished(arn), isStuck));
  };
  return {
    sandbox,
    kubectl,
    before,
    begin,
    finished,
    entered: async (arn, title) => {
      while (!tasksEntered(sandbox, arn).includes(title)) {
        const { status } = sandbox.engine.describeExecution(arn);
        if (status !== 'RUNNING') throw new Error(`The run has ${status} without entering ${title}.`);
        await moment();
      }
    },
    stop: (input) => finished(begin('stop', input)),
    start: (input) => finished(begin('start', input)),
    redrive: (arn) => {
      sandbox.engine.redriveExecution(arn);
      return finished(arn);
    },
    failedState: (arn) => tasksEntered(sandbox, arn).at(-1),
    pass: ({ minutes }) => pass(minutes),
    snapshot,
    eventually: on.eventually,
    differences: (expected = 0) =>
      on.eventually(
        async () => compareSnapshots(before, await snapshot()),
        ({ length }) => length === expected,
      ),
  };
}

function finishedRun(sandbox: Sandbox<Kubernetes>, execution: Execution): FinishedRun {
  const { arn, status, error, cause = '' } = execution;
  return { arn, status, error, message: messageInCause(cause), report: reportOf(sandbox, execution) };
}

/** The titles of the tasks that an execution entered, in order. */
export function tasksEntered({ engine }: Pick<Sandbox<Kubernetes>, 'engine'>, arn: string): string[] {
  return engine
    .history(arn)
    .filter(({ type }) => type === 'TaskStateEntered')
    .map(({ stateEnteredEventDetails }) => (stateEnteredEventDetails as { readonly name: string }).name);
}

/** What a snapshot says but for the names of pods, which are new each time they are made. */
export function withoutPodNames({ waitingPods, ...snapshot }: WorldSnapshot) {
  return { ...snapshot, waitingPods: waitingPods.length };
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
