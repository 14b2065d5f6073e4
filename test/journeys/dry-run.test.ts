import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { digest } from '../../sandbox/kubernetes/digest.ts';
import { canonicalJson } from '../../sandbox/kubernetes/json-values.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import type { TwinKubernetes } from '../../sandbox/start-kubernetes.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { aBusyWorld } from './a-busy-world.ts';
import { type Action, aNight, aNightOnTheTwin, exampleWorld, type FinishedRun, type Night } from './a-night.ts';
import { fromOutside } from './from-outside.ts';
import { onTheTwinAlone, plane } from './plane.ts';

type Role = KubeObject & { rules: { resources: string[] }[] };

test('a dry run changes nothing, waits for nothing, and lists what the run then does, evening and morning', async () => {
  const night = await aNight({ world: aBusyWorld() });
  await expectTheDryRunToForetell(night, 'stop');
  await night.pass({ minutes: 10 });
  await expectTheDryRunToForetell(night, 'start', ['scale-node-group', 'resume-autoscalers', 'restore-webhooks']);
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
});

onTheTwinAlone('one real night on the example world is enough, and only simulated time stands still', () => {
  test('a dry run of a stop changes nothing, waits for nothing, and is marked as one', async () => {
    const night = await aNightOnTheTwin({ world: exampleWorld() });
    const before = await twinsEverything(night);
    const stop = await night.stop({ dryRun: true });
    expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { run: { dryRun: true, seconds: 0 } } });
    expect(await twinsEverything(night)).toEqual(before);
    const { startedAt, stoppedAt } = night.sandbox.engine.describeExecution(stop.arn);
    expect(stoppedAt).toBe(startedAt);
    expect(night.sandbox.engine.history(stop.arn).map(({ type }) => type)).not.toContain('WaitStateEntered');
    const { actions = [], warnings = [] } = stop.report ?? {};
    expect(actions.length).toBeGreaterThan(30);
    expect(actions.filter(({ mark }) => mark !== '[DRY RUN]')).toEqual([]);
    expect(warnings.filter(({ message }) => !message.startsWith('[DRY RUN]'))).toEqual([]);
  });

  test('what a dry run lists is what the real stop then does', async () => {
    const planned = await (await aNightOnTheTwin({ world: exampleWorld() })).stop({ dryRun: true });
    const done = await (await aNightOnTheTwin({ world: exampleWorld() })).stop();
    expect(actionsByPhase(planned)).toEqual(actionsByPhase(done));
    for (const { phase } of planned.report?.phases ?? []) {
      // Pods of one wave are asked side by side, so only their order is left to chance.
      if (phase !== 'drain-nodes' && phase !== 'scale-node-group')
        expect(actionsOf(planned, phase)).toEqual(actionsOf(done, phase));
    }
    expect(wavesOf(planned)).toEqual(wavesOf(done));
    expect(planned.report?.pods).toMatchObject(counts(done));
    expect(planned.report?.webhooks).toEqual(done.report?.webhooks);
  });

  test('a dry run on a sleeping cluster lists the start, and changes nothing', async () => {
    const night = await aNightOnTheTwin({ world: exampleWorld() });
    await night.stop();
    await night.pass({ minutes: 10 });
    const before = await twinsEverything(night);
    const start = await night.start({ dryRun: true });
    expect(start).toMatchObject({ status: 'SUCCEEDED', report: { run: { seconds: 0 } } });
    expect(await twinsEverything(night)).toEqual(before);
    const real = await night.start();
    expect(actionsOf(start, 'scale-node-group')).toEqual(actionsOf(real, 'scale-node-group'));
    expect(actionsOf(start, 'resume-autoscalers')).toEqual(actionsOf(real, 'resume-autoscalers'));
    expect(actionsOf(start, 'restore-webhooks')).toEqual(actionsOf(real, 'restore-webhooks'));
  });
});

test('a dry run finds out that evictions are not permitted, and says what to grant', async () => {
  const night = await aNight();
  await night.kubectl.edit<Role>('clusterroles.rbac.authorization.k8s.io', accessGroup, (role) => {
    role.rules = role.rules.filter(({ resources }) => !resources.includes('pods/eviction'));
  });
  const before = await everythingAtRest(night);
  const stop = await night.stop({ dryRun: true });
  expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
  expect(stop.message).toMatch(/create pods\/eviction/);
  expect(stop.message).toContain(accessGroup);
  expect(await everything(night)).toEqual(before);
});

/** @param phases Those that a dry run can foresee; all when absent. */
async function expectTheDryRunToForetell(night: Night, action: Action, phases?: readonly string[]): Promise<void> {
  const before = await everythingAtRest(night);
  const planned = await night[action]({ dryRun: true });
  expect(planned).toMatchObject({ status: 'SUCCEEDED', report: { run: { dryRun: true } } });
  expect(await everything(night)).toEqual(before);
  expect(night.sandbox.engine.history(planned.arn).map(({ type }) => type)).not.toContain('WaitStateEntered');
  const { actions = [], warnings = [] } = planned.report ?? {};
  expect(actions.length).toBeGreaterThan(3);
  expect(actions.filter(({ mark }) => mark !== '[DRY RUN]')).toEqual([]);
  expect(warnings.filter(({ message }) => !message.startsWith('[DRY RUN]'))).toEqual([]);

  const done = await night[action]();
  expect(done).toMatchObject({ status: 'SUCCEEDED' });
  const [foretold, came] = [actionsByPhase(planned), actionsByPhase(done)];
  for (const phase of phases ?? Object.keys(came)) expect(foretold[phase]).toEqual(came[phase]);
}

/** What there is once nobody is at work on it any more: on the real plane a controller may still be busy with the evening's world. */
async function everythingAtRest(night: Night): Promise<unknown> {
  let last = await everything(night);
  while (plane === 'real') {
    await delay(1000);
    const seen = await everything(night);
    if (isDeepStrictEqual(seen, last)) break;
    last = seen;
  }
  return last;
}

const watched = [
  'nodes',
  'pods',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'poddisruptionbudgets.policy',
  'endpointslices.discovery.k8s.io',
  'validatingwebhookconfigurations.admissionregistration.k8s.io',
  'mutatingwebhookconfigurations.admissionregistration.k8s.io',
];

/** All that a dry run must leave alone, resource versions included; of the table all but what is said of runs themselves. */
async function everything(night: Night): Promise<unknown> {
  const cluster = await night.sandbox.kubernetes.look();
  const items = await fromOutside(night).items();
  return {
    kubernetes: watched.flatMap((resource) => cluster.list(resource).map((object) => canonicalJson(object))),
    eks: night.sandbox.eks.snapshot(),
    table: items.filter(({ sk }) => !sk.startsWith('RUN#')),
  };
}

async function twinsEverything(night: Night<TwinKubernetes>): Promise<unknown> {
  const { kubernetes, clock } = night.sandbox;
  return { ...((await everything(night)) as object), kubernetes: digest(kubernetes.api), now: clock.now() };
}

function actionsOf({ report }: FinishedRun, phase: string): string[] {
  return (report?.actions ?? []).filter((one) => one.phase === phase).map(({ verb, target }) => `${verb} ${target}`);
}

/** Drain nodes scales groups that are empty early, which a dry run cannot foresee: those count with the others. */
function actionsByPhase(run: FinishedRun): Record<string, string[]> {
  const phases = new Set(run.report?.phases.map(({ phase }) => phase));
  const isScaling = (action: string) => action.startsWith('scale nodegroup/');
  const scaled = [...phases].flatMap((phase) => actionsOf(run, phase).filter(isScaling)).sort();
  const others = (phase: string) => actionsOf(run, phase).filter((action) => !isScaling(action));
  return { scaled, ...Object.fromEntries([...phases].map((phase) => [phase, others(phase).sort()])) };
}

/** The namespaces in the order in which the drain came to them. */
function wavesOf(run: FinishedRun): unknown[] {
  return [...new Set(actionsOf(run, 'drain-nodes').flatMap((action) => action.match(/pod\/([^/]+)\//)?.[1] ?? []))];
}

function counts({ report }: FinishedRun) {
  const { evicted, residual, forced, daemonSet, lost } = report?.pods ?? {};
  return { evicted, residual, forced, daemonSet, lost };
}
