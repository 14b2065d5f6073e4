import { describe, expect, test } from '@jest/globals';
import type { AwsServerOptions } from '../../sandbox/aws/server.ts';
import type { FunctionInvoker, Invocation } from '../../sandbox/engine/engine.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import type { Report } from '../../src/report/report.ts';
import { aNight, aNodeGroup, aWorld } from './a-night.ts';
import { aBackend, aBudget, aDeployment, aWebhookConfiguration } from './objects.ts';

type Disturbance = NonNullable<Parameters<typeof aNight>[0]>;

/** One of everything that a run changes, and a budget that no eviction can satisfy. */
function aBusyNight(disturbance: Disturbance = {}) {
  const labels = { 'app.kubernetes.io/name': 'aws-cluster-autoscaler' };
  const objects = [
    aDeployment({ name: 'cluster-autoscaler', namespace: 'kube-system', labels }),
    aDeployment({ name: 'cart', replicas: 2 }),
    aBudget({ name: 'cart', minAvailable: 2 }),
    ...aBackend(),
    aWebhookConfiguration(),
  ];
  const nodeGroups = [aNodeGroup({ name: 'apps', maxSize: 5 }), aNodeGroup({ name: 'batch', minSize: 0 })];
  return aNight({ world: aWorld({ nodeGroups, objects }), ...disturbance });
}

/** What a night comes to, and what its reports say of it. */
async function wholeNight(disturbance: Disturbance = {}, disturb?: Parameters<typeof throughTheNight>[1]) {
  return throughTheNight(await aBusyNight(disturbance), disturb);
}

let quiet: ReturnType<typeof wholeNight> | undefined;

/** The same night without a disturbance, gone through once. */
function undisturbed() {
  quiet ??= wholeNight();
  return quiet;
}

type BusyNight = Awaited<ReturnType<typeof aBusyNight>>;

async function throughTheNight(night: BusyNight, disturb: (night: BusyNight) => void = () => undefined) {
  disturb(night);
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  const asleep = night.snapshot();
  disturb(night);
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(night.differences()).toEqual([]);
  return { asleep, reports: [stop, start].map(({ report }) => report && gistOf(report)) };
}

/** What must be the same however often something was tried. */
function gistOf({ status, nodeGroups, pods, webhooks, warnings }: Report) {
  const { evicted, residual, forced, lost } = pods;
  return { status, nodeGroups, pods: { evicted, residual, forced, lost }, webhooks, warnings };
}

describe('what passes by itself does not change a night', () => {
  test.each([2, 5])('EKS throttles %d requests in a row, evening and morning', async (count) => {
    const disturbed = await wholeNight({}, ({ sandbox }) => sandbox.eks.throttle(count));
    expect(disturbed).toEqual(await undisturbed());
  });

  // The SDK tries four times: what fails as often comes to the state machine.
  test.each([
    ['once before its effect', 'before', 1],
    ['once after its effect', 'after', 1],
    ['for longer than the SDK tries, before its effect', 'before', 4],
    ['for longer than the SDK tries, after its effect', 'after', 4],
  ] as const)('each operation of AWS answers 500 %s', async (_, moment, times) => {
    const faults = brokenAws(moment, times);
    const disturbed = await wholeNight({ wire: { intercept: faults.intercept } });
    expect([...faults.failed.keys()].sort()).toEqual(operationsOfANight);
    expect(disturbed).toEqual(await undisturbed());
  });

  test.each(['before', 'after'] as const)('each function dies once %s its work', async (moment) => {
    const crashes = crashingFunctions(moment);
    const disturbed = await wholeNight({ observe: crashes.observe });
    expect([...crashes.crashed].sort()).toEqual(functionsOfANight);
    expect(disturbed).toEqual(await undisturbed());
  });
});

const operationsOfANight = [
  'dynamodb DeleteItem',
  'dynamodb GetItem',
  'dynamodb PutItem',
  'dynamodb Query',
  'dynamodb UpdateItem',
  'eks DescribeCluster',
  'eks DescribeNodegroup',
  'eks ListNodegroups',
  'eks TagResource',
  'eks UntagResource',
  'eks UpdateNodegroupConfig',
  's3 PutObject',
  'sts AssumeRole',
];

const functionsOfANight = [
  'scale-down ConfirmStopped',
  'scale-down DrainNodes',
  'scale-down PauseAutoscalers',
  'scale-down PrepareRun',
  'scale-down RecordState',
  'scale-down RelaxWebhooks',
  'scale-down ReportRun',
  'scale-down ScaleNodeGroup',
  'scale-up PrepareRun',
  'scale-up ReportRun',
  'scale-up RestoreWebhooks',
  'scale-up ResumeAutoscalers',
  'scale-up ScaleNodeGroup',
  'scale-up UncordonNodes',
  'scale-up ValidateBootstrap',
  'scale-up ValidateWebhooks',
  'scale-up WaitForNodes',
  'scale-up WaitForTier',
];

/** The first requests of each operation fail with a 500, before or after they were carried out. */
function brokenAws(moment: 'before' | 'after', times: number) {
  const failed = new Map<string, number>();
  const intercept: AwsServerOptions['intercept'] = async ({ service, operation }, proceed) => {
    const name = `${service} ${operation}`;
    const before = failed.get(name) ?? 0;
    if (before >= times) return proceed();
    failed.set(name, before + 1);
    if (moment === 'after') await proceed();
    throw new ServiceError('InternalFailure', 'The request processing has failed because of an internal error.', 500);
  };
  return { failed, intercept };
}

/** Every function of either machine dies the first time it is called. */
function crashingFunctions(moment: 'before' | 'after') {
  const crashed = new Set<string>();
  const errorType = 'Runtime.ExitError';
  const errorMessage = 'RequestId: 1 Error: Runtime exited with error: signal: killed';
  const crash: Invocation = { status: 'error', errorType, errorPayload: { errorType, errorMessage } };
  const observe = (invoker: FunctionInvoker): FunctionInvoker => ({
    invoke: async (functionName, payload) => {
      const name = `${machineOf(payload)} ${/Phases([A-Z][A-Za-z]*?)[0-9A-F]{8}/.exec(functionName)?.[1]}`;
      if (crashed.has(name)) return invoker.invoke(functionName, payload);
      crashed.add(name);
      if (moment === 'after') await invoker.invoke(functionName, payload);
      return crash;
    },
  });
  return { crashed, observe };
}

function machineOf(payload: unknown): string {
  return JSON.stringify(payload).includes('execution:eks-scheduler-scale-up') ? 'scale-up' : 'scale-down';
}
