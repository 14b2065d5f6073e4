import { describe, expect, test } from '@jest/globals';
import { phaseOfFunction } from '../../sandbox/aws/lambda/phase-of-function.ts';
import type { AwsServerOptions } from '../../sandbox/aws/server.ts';
import type { FunctionInvoker, Invocation } from '../../sandbox/engine/engine.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import type { Report } from '../../src/report/report.ts';
import { aBusyWorld } from './a-busy-world.ts';
import { aNight, type Night, type NightOptions, withoutPodNames } from './a-night.ts';
import { onTheTwinAlone } from './plane.ts';

/** What a night comes to, and what its reports say of it. */
async function wholeNight(disturbance: NightOptions = {}, disturb?: Parameters<typeof throughTheNight>[1]) {
  return throughTheNight(await aNight({ world: aBusyWorld(), ...disturbance }), disturb);
}

let quiet: ReturnType<typeof wholeNight> | undefined;

/** The same night without a disturbance, gone through once. */
function undisturbed() {
  quiet ??= wholeNight();
  return quiet;
}

async function throughTheNight(night: Night, disturb: (night: Night) => void = () => undefined) {
  disturb(night);
  const stop = await night.stop();
  expect(stop).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  const asleep = withoutPodNames(await night.snapshot());
  disturb(night);
  const start = await night.start();
  expect(start).toMatchObject({ status: 'SUCCEEDED' });
  await night.pass({ minutes: 10 });
  expect(await night.differences()).toEqual([]);
  return { asleep, reports: [stop, start].map(({ report }) => report && gistOf(report)) };
}

/** What must be the same however often something was tried. A topic that does not answer is given up, with a warning (journeys/notices). */
function gistOf({ status, nodeGroups, pods, webhooks, warnings: all }: Report) {
  const { evicted, residual, forced, lost } = pods;
  const warnings = all.filter(({ message }) => !message.startsWith('Nobody was told'));
  return { status, nodeGroups, pods: { evicted, residual, forced, lost }, webhooks, warnings };
}

describe('what passes by itself does not change a night', () => {
  onTheTwinAlone('of each kind one real night is enough', () => {
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
    ] as const)('each operation of AWS answers 500 %s', (_, moment, times) => expectAwsToRecover(moment, times));

    test('each function dies once before its work', () => expectFunctionsToRecover('before'));
  });

  test('each function dies once after its work', () => expectFunctionsToRecover('after'));
});

async function expectAwsToRecover(moment: 'before' | 'after', times: number): Promise<void> {
  const faults = brokenAws(moment, times);
  const disturbed = await wholeNight({ wire: { intercept: faults.intercept } });
  expect([...faults.failed.keys()].sort()).toEqual(operationsOfANight);
  expect(disturbed).toEqual(await undisturbed());
}

async function expectFunctionsToRecover(moment: 'before' | 'after'): Promise<void> {
  const crashes = crashingFunctions(moment);
  const disturbed = await wholeNight({ observe: crashes.observe });
  expect([...crashes.crashed].sort()).toEqual(functionsOfANight);
  expect(disturbed).toEqual(await undisturbed());
}

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
  'sns Publish',
  'sts AssumeRole',
];

const functionsOfANight = [
  'scale-down confirm-stopped',
  'scale-down drain-nodes',
  'scale-down pause-autoscalers',
  'scale-down prepare-run',
  'scale-down record-state',
  'scale-down relax-webhooks',
  'scale-down report-run',
  'scale-down scale-node-group',
  'scale-up prepare-run',
  'scale-up report-run',
  'scale-up restore-webhooks',
  'scale-up resume-autoscalers',
  'scale-up scale-node-group',
  'scale-up uncordon-nodes',
  'scale-up validate-bootstrap',
  'scale-up validate-webhooks',
  'scale-up wait-for-nodes',
  'scale-up wait-for-tier',
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
      const name = `${machineOf(payload)} ${phaseOfFunction(functionName)}`;
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
