import { type RedriveExecutionCommand, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach } from '@jest/globals';
import { SimulatedClock } from '../../sandbox/clock/simulated-clock.ts';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import type { Execution } from '../../sandbox/engine/engine.ts';
import type { WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { compareSnapshots, type Difference } from '../../sandbox/night/compare-snapshots.ts';
import { snapshotWorld } from '../../sandbox/night/world-snapshot.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { credentials, place, type Sandbox, startSandbox } from '../../sandbox/start-sandbox.ts';
import type { FleetInput } from '../../src/config/fleet-input.ts';
import type { FleetReport } from '../../src/report/fleet.ts';
import { fleetHeadline } from '../../src/report/fleet-text.ts';
import { aNodeGroup, aWorld } from './a-night.ts';
import { configurations } from './a-policy.ts';
import { aBackend, aBudget, aDeployment, anAutoscaler, aWebhookConfiguration } from './objects.ts';

/** Days of two clusters whose schedules fire. Time passes only in `until`, `pass` and `finish`. */
export interface Week {
  readonly sandbox: Sandbox;
  /** Somebody at the console. */
  readonly states: SFNClient;
  until(moment: string): Promise<void>;
  pass(time: { readonly minutes: number }): Promise<void>;
  /** Starts or redrives an execution as a person does, and lets time pass until it ends. */
  finish(command: StartExecutionCommand | RedriveExecutionCommand, arn?: string): Promise<Execution>;
  /** Lets time pass until an execution that was begun ends. */
  ended(arn: string): Promise<Execution>;
  runs(action: 'stop' | 'start'): readonly Execution[];
  /** As the controller of the webhook, or a person, does: its policy is Fail again. */
  failClosed(): void;
  /** The nodes of each cluster. */
  awake(): Readonly<Record<string, number>>;
  /** `<schedule> <action> <slot> <what it says>` of every execution of the fleet, in the order of their slots. */
  slots(): string[];
  /** What the reports tell, a line each. */
  story(): string[];
  /** What is not as it was at the beginning. */
  differences(): Promise<Difference[]>;
}

const person = { name: 'anna', groups: ['system:masters', 'system:authenticated'] };

const newYork = { name: 'shop-new-york', region: 'us-east-1', tags: { office: 'new-york' } };

const closers = new Set<() => Promise<void>>();

afterEach(async () => {
  const closing = [...closers].map((close) => close());
  closers.clear();
  await Promise.all(closing);
});

/** `shop-berlin` in the sandbox's own region, and `shop-new-york` in another. */
export async function aWeek(options: { readonly configuration: string; readonly from: string }): Promise<Week> {
  const clock = new SimulatedClock(new Date(options.from));
  // Schedules have no end: time is held while nobody waits for it.
  let release = clock.hold();
  let awaited: string | undefined;
  const sandbox = await startSandbox({
    clock,
    configuration: options.configuration,
    schedules: true,
    alterDeployment: withUndeliverable,
    world: { ...aShop(), cluster: { name: 'shop-berlin', version: '1.33', tags: {} } },
    fleet: { clusters: [{ ...newYork, world: aShop() }] },
    onStatusChange: ({ arn, status }) => {
      if (arn === awaited && status !== 'RUNNING') release = clock.hold();
    },
  });
  const states = new SFNClient({ endpoint: sandbox.awsUrl, region: place.region, credentials });
  closers.add(async () => {
    states.destroy();
    await sandbox.close();
  });
  const until = (moment: number) =>
    new Promise<void>((resolve) => {
      clock.at(moment, () => {
        release = clock.hold();
        resolve();
      });
      release();
    });
  const ended = (arn: string) => {
    awaited = arn;
    release();
    return sandbox.engine.finished(arn);
  };
  const twins = twinsOf(sandbox);
  const snapshots = () => twins.map(([name, { api, eks }]) => [name, snapshotWorld(api, eks.snapshot())] as const);
  const before = new Map(snapshots());
  return {
    sandbox,
    states,
    until: (moment) => until(Date.parse(moment)),
    pass: ({ minutes }) => until(clock.now() + minutes * 60_000),
    finish: async (command, arn) => {
      const answer = await states.send(command as StartExecutionCommand);
      return ended(arn ?? answer.executionArn ?? '');
    },
    ended,
    runs: (action) => sandbox.engine.listExecutions(sandbox.machineArn(action)),
    failClosed: () =>
      sandbox.kubernetes.api.edit<WebhookConfiguration>(
        person,
        configurations,
        undefined,
        'policy',
        ({ webhooks = [] }) => {
          for (const webhook of webhooks) webhook.failurePolicy = 'Fail';
        },
      ),
    awake: () => Object.fromEntries(snapshots().map(([name, { nodes }]) => [name, nodes])),
    slots: () => slotsOf(sandbox),
    story: () => reportsOf(sandbox).map((report) => `${report.fleet.startedAt}  ${fleetHeadline(report)}`),
    differences: async () =>
      snapshots().flatMap(([name, snapshot]) => {
        const evening = before.get(name);
        return evening ? compareSnapshots(evening, snapshot) : [];
      }),
  };
}

/** One more schedule, which is fired by hand alone: Step Functions refuses the name of its execution, each time. */
export const undeliverable = 'undeliverable-stop';

function withUndeliverable(deployment: Deployment): Deployment {
  const [some] = deployment.schedules;
  if (!some) throw new Error('The week has no schedule.');
  const { Name, ...input } = JSON.parse(some.target.input) as { readonly Name: string };
  const target = { ...some.target, input: JSON.stringify({ ...input, Name: Name.padEnd(120, 'x') }) };
  return {
    ...deployment,
    schedules: [...deployment.schedules, { ...some, name: undeliverable, isEnabled: false, target }],
  };
}

/** Something of everything that a night has to bring back. */
function aShop() {
  const brisk = { launchSeconds: 30, bootSeconds: 30 };
  return aWorld({
    nodeGroups: [aNodeGroup(brisk)],
    objects: [
      aDeployment({ name: 'cart', replicas: 3 }),
      aBudget({ name: 'cart', minAvailable: 2 }),
      anAutoscaler(),
      ...aBackend(),
      aWebhookConfiguration(),
    ],
  });
}

function twinsOf({ cluster, kubernetes, fleet }: Sandbox): (readonly [string, TwinKubernetes])[] {
  const besides = fleet.flatMap((member) =>
    member.kubernetes === null ? [] : [[member.name, member.kubernetes] as const],
  );
  return [[cluster, kubernetes], ...besides];
}

function slotsOf({ engine, machineArn }: Sandbox): string[] {
  return engine
    .listExecutions(machineArn('fleet'))
    .toReversed()
    .flatMap(({ input, output, status }) => {
      const { action, schedule } = JSON.parse(input) as FleetInput;
      if (!schedule) return [];
      const { name, scheduledTime } = schedule;
      const said = output === undefined ? status : (JSON.parse(output) as { readonly status: string }).status;
      return [{ at: scheduledTime, line: `${name} ${action} ${scheduledTime} ${said}` }];
    })
    .toSorted((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ line }) => line);
}

function reportsOf({ s3, deployment }: Sandbox): FleetReport[] {
  return deployment.buckets.flatMap((bucket) =>
    s3
      .keysOf(bucket)
      .filter((key) => key.startsWith('reports/_fleet/') && key.endsWith('.json'))
      .toSorted()
      .map((key) => JSON.parse(s3.textOf(bucket, key) ?? '') as FleetReport),
  );
}
