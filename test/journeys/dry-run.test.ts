import { expect, test } from '@jest/globals';
import { digest } from '../../sandbox/kubernetes/digest.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { accessGroup } from '../../src/kubernetes/access-rules.ts';
import { aNight, exampleWorld, type FinishedRun, type Night } from './a-night.ts';
import { fromOutside } from './from-outside.ts';

test('a dry run of a stop changes nothing, waits for nothing, and is marked as one', async () => {
  const night = await aNight({ world: exampleWorld() });
  const before = await everything(night);
  const stop = await night.stop({ dryRun: true });
  expect(stop).toMatchObject({ status: 'SUCCEEDED', report: { run: { dryRun: true, seconds: 0 } } });
  expect(await everything(night)).toEqual(before);
  const { startedAt, stoppedAt } = night.sandbox.engine.describeExecution(stop.arn);
  expect(stoppedAt).toBe(startedAt);
  expect(night.sandbox.engine.history(stop.arn).map(({ type }) => type)).not.toContain('WaitStateEntered');
  const { actions = [], warnings = [] } = stop.report ?? {};
  expect(actions.length).toBeGreaterThan(30);
  expect(actions.filter(({ mark }) => mark !== '[DRY RUN]')).toEqual([]);
  expect(warnings.filter(({ message }) => !message.startsWith('[DRY RUN]'))).toEqual([]);
});

test('what a dry run lists is what the real stop then does', async () => {
  const planned = await (await aNight({ world: exampleWorld() })).stop({ dryRun: true });
  const done = await (await aNight({ world: exampleWorld() })).stop();
  expect(actionsByPhase(planned)).toEqual(actionsByPhase(done));
  for (const { phase } of planned.report?.phases ?? []) {
    // Pods of one wave are asked side by side, so only their order is left to chance.
    if (phase !== 'drain-nodes') expect(actionsOf(planned, phase)).toEqual(actionsOf(done, phase));
  }
  expect(wavesOf(planned)).toEqual(wavesOf(done));
  expect(planned.report?.pods).toMatchObject(counts(done));
  expect(planned.report?.webhooks).toEqual(done.report?.webhooks);
});

test('a dry run on a sleeping cluster lists the start, and changes nothing', async () => {
  const night = await aNight({ world: exampleWorld() });
  await night.stop();
  await night.pass({ minutes: 10 });
  const before = await everything(night);
  const start = await night.start({ dryRun: true });
  expect(start).toMatchObject({ status: 'SUCCEEDED', report: { run: { seconds: 0 } } });
  expect(await everything(night)).toEqual(before);
  const real = await night.start();
  expect(actionsOf(start, 'scale-node-group')).toEqual(actionsOf(real, 'scale-node-group'));
  expect(actionsOf(start, 'resume-autoscalers')).toEqual(actionsOf(real, 'resume-autoscalers'));
  expect(actionsOf(start, 'restore-webhooks')).toEqual(actionsOf(real, 'restore-webhooks'));
});

test('a dry run finds out that evictions are not permitted, and says what to grant', async () => {
  const night = await aNight();
  night.sandbox.kubernetes.api.edit<KubeObject & { rules: { resources: string[] }[] }>(
    { name: 'admin', groups: ['system:masters'] },
    'clusterroles.rbac.authorization.k8s.io',
    undefined,
    accessGroup,
    (role) => {
      role.rules = role.rules.filter(({ resources }) => !resources.includes('pods/eviction'));
    },
  );
  const before = await everything(night);
  const stop = await night.stop({ dryRun: true });
  expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
  expect(stop.message).toMatch(/create pods\/eviction/);
  expect(stop.message).toContain(accessGroup);
  expect(await everything(night)).toEqual(before);
});

/** All that a dry run must leave alone; of the table all but what is said of runs themselves. */
async function everything(night: Night): Promise<unknown> {
  const { sandbox } = night;
  const items = await fromOutside(night).items();
  return {
    kubernetes: digest(sandbox.kubernetes.api),
    eks: sandbox.eks.snapshot(),
    table: items.filter(({ sk }) => !sk.startsWith('RUN#')),
    now: sandbox.clock.now(),
  };
}

function actionsOf({ report }: FinishedRun, phase: string): string[] {
  return (report?.actions ?? []).filter((one) => one.phase === phase).map(({ verb, target }) => `${verb} ${target}`);
}

function actionsByPhase(run: FinishedRun): Record<string, string[]> {
  const phases = new Set(run.report?.phases.map(({ phase }) => phase));
  return Object.fromEntries([...phases].map((phase) => [phase, actionsOf(run, phase).sort()]));
}

/** The namespaces in the order in which the drain came to them. */
function wavesOf(run: FinishedRun): unknown[] {
  return [...new Set(actionsOf(run, 'drain-nodes').flatMap((action) => action.match(/pod\/([^/]+)\//)?.[1] ?? []))];
}

function counts({ report }: FinishedRun) {
  const { evicted, residual, forced, daemonSet, lost } = report?.pods ?? {};
  return { evicted, residual, forced, daemonSet, lost };
}
