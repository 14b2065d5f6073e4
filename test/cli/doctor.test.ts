import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Finding } from '../../cli/doctor/finding.ts';
import { main } from '../../cli/main.ts';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { parseCron } from '../../src/domain/cron.ts';
import { aNightOnTheTwin, type Night } from '../journeys/a-night.ts';
import { fromOutside } from '../journeys/from-outside.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();
const environment = { ...process.env };

beforeEach(() => {
  Object.assign(process.env, {
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  });
});

afterEach(() => {
  process.env = { ...environment };
});

const recordedAt = '2026-01-12T20:00:05.000Z';
const dev = `${place.account}/${place.region}/dev`;

/** A night whose account the command is set to. */
async function anAccount(alterDeployment: (deployment: Deployment) => Deployment = (it) => it): Promise<Night> {
  const night = await aNightOnTheTwin({ alterDeployment });
  process.env.AWS_ENDPOINT_URL = night.sandbox.awsUrl;
  return night;
}

function withSchedules(...schedules: readonly (readonly [name: string, isEnabled: boolean])[]) {
  return (deployment: Deployment): Deployment => ({
    ...deployment,
    schedules: schedules.map(([name, isEnabled]) => ({
      name,
      isEnabled,
      group: 'eks-scheduler',
      arn: `arn:aws:scheduler:${place.region}:${place.account}:schedule/eks-scheduler/${name}`,
      description: '',
      expression: 'cron(0 20 * * ? *)',
      cron: parseCron('0 20 * * ? *'),
      timezone: 'UTC',
      windowMinutes: 0,
      target: { arn: '', roleArn: '', input: '{}', maximumAgeSeconds: 60, maximumRetries: 0, deadLetterArn: null },
    })),
  });
}

/** The exit code and what is found. */
async function doctor(...words: readonly string[]): Promise<{ code: number; findings: Finding[] }> {
  printed.out = '';
  const code = await main(['doctor', '--json', ...words]);
  expect(printed.err).toBe('');
  return { code, findings: (JSON.parse(printed.out) as { findings: Finding[] }).findings };
}

function found(check: string, level: Finding['level'], says: string, cure: string | null = null) {
  const text = cure === null ? null : expect.stringContaining(cure);
  return expect.objectContaining({ check, level, says: expect.stringContaining(says), cure: text });
}

test('a sound deployment is all ok, asleep and awake, and the text says who sleeps since when', async () => {
  const night = await anAccount(withSchedules(['office-stop', true], ['office-start', true]));
  const { code, findings } = await doctor();
  expect(code).toBe(0);
  expect(findings.map(({ check, level }) => `${check} ${level}`)).toEqual(
    ['credentials', 'machines', 'schedules', 'table', 'asleep', 'locks', 'left'].map((check) => `${check} ok`),
  );
  expect(findings).toContainEqual(found('asleep', 'ok', 'no cluster sleeps'));

  await night.stop();
  printed.out = '';
  expect(await main(['doctor'])).toBe(0);
  expect(printed.out).toMatch(
    new RegExp(`^ok +asleep +${dev} since 2026-01-12T20:\\S+ by stop-1; to come back: workers$`, 'm'),
  );
});

test('what a removed deployment leaves is told by its table alone', async () => {
  const night = await anAccount((deployment) => ({ ...deployment, functions: [], rules: [] }));
  const { code, findings } = await doctor();
  expect(code).toBe(1);
  expect(findings).toContainEqual(found('table', 'error', 'eks-scheduler-take-stock', '--table NAME'));

  const named = await doctor('--table', night.sandbox.deployment.tables[0]?.name ?? '');
  expect(named.findings).toContainEqual(found('asleep', 'ok', 'no cluster sleeps'));
});

test('a failed run is named with its lock, a stop as a warning and a start as an error, and how to redrive it', async () => {
  const night = await anAccount();
  const [group] = night.sandbox.eks.snapshot();
  const refuse = () => night.sandbox.eks.rejectUpdates(group?.name ?? '', 'InvalidParameterException', 'no capacity');
  refuse();
  const stop = await night.stop();
  const redrive = (arn: string) => `aws stepfunctions redrive-execution --execution-arn ${arn}`;
  const evening = await doctor();
  expect(evening.code).toBe(0);
  expect(evening.findings).toContainEqual(found('locks', 'warning', 'by a stop that is FAILED', redrive(stop.arn)));

  night.sandbox.eks.allowUpdates(group?.name ?? '');
  expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
  refuse();
  const start = await night.start();
  const morning = await doctor();
  expect(morning.code).toBe(1);
  expect(morning.findings).toContainEqual(found('locks', 'error', 'by a start that is FAILED', redrive(start.arn)));
  expect(morning.findings).toContainEqual(found('asleep', 'ok', dev));
});

test('records of nobody who sleeps are errors: a webhook left relaxed, an autoscaler left paused, one that cannot be read', async () => {
  const { putItem } = fromOutside(await anAccount());
  const record = { pk: `CLUSTER#${dev}`, phase: 'recorded', recordedAt, runId: 'stop-1' };
  await putItem({ ...record, sk: 'WEBHOOK#V#policy#check' });
  await putItem({ ...record, sk: 'AUTOSCALER#kube-system/cluster-autoscaler' });
  await putItem({ ...record, sk: 'NODEGROUP#odd', recordedAt: 'yesterday' });

  const { code, findings } = await doctor();

  const start = `scale-up --input '{"cluster":"dev","account":"${place.account}","region":"${place.region}"}'`;
  expect(code).toBe(1);
  expect(findings).toContainEqual(
    found('left', 'error', `webhook V#policy#check is relaxed since ${recordedAt}`, start),
  );
  expect(findings).toContainEqual(found('left', 'error', 'kube-system/cluster-autoscaler is paused', start));
  expect(findings).toContainEqual(
    found('asleep', 'error', `${dev} NODEGROUP#odd: its record cannot be read`, 'Remove nothing.'),
  );
  expect(findings).not.toContainEqual(found('asleep', 'ok', 'no cluster sleeps'));
});

test('a machine that is missing, and schedules that stop and never start, are errors', async () => {
  await anAccount((deployment) => ({
    ...withSchedules(['office-stop', true], ['office-start', false])(deployment),
    stateMachines: deployment.stateMachines.filter(({ name }) => name !== 'eks-scheduler-fleet'),
  }));

  const { code, findings } = await doctor();

  expect(code).toBe(1);
  expect(findings).toContainEqual(
    found('machines', 'error', 'stateMachine:eks-scheduler-fleet does not exist', 'cdk deploy'),
  );
  expect(findings).toContainEqual(
    found('schedules', 'error', 'office-stop will fire, and no start will', 'Add a start'),
  );
  expect(findings).toContainEqual(found('schedules', 'warning', 'disabled: office-start', 'enabled: true'));
});

test('credentials that nobody knows and a table that does not exist are told with the cure, no schedules as a warning', async () => {
  await anAccount();
  const { code, findings } = await doctor('--table', 'another');
  expect(code).toBe(1);
  expect(findings).toContainEqual(found('table', 'error', 'another does not exist', 'StateTable'));
  expect(findings).toContainEqual(
    found('schedules', 'warning', 'nothing sleeps or wakes by itself', 'eks-scheduler.yaml'),
  );

  process.env.AWS_ACCESS_KEY_ID = 'AKIANOBODY0000000000';
  const unknown = await doctor();
  expect(unknown.code).toBe(1);
  expect(unknown.findings).toEqual([
    found('credentials', 'error', 'InvalidClientTokenId', 'an access key that exists'),
  ]);
});

test.each([
  ['a region that is none', ['--region', 'Frankfurt'], 'for example eu-west-1'],
  ['a table that is none', ['--table', 'a b'], 'name of a table'],
])('%s is refused with exit code 2 and nothing is asked', async (_what, words, says) => {
  expect(await main(['doctor', ...words])).toBe(2);
  expect(printed.out).toBe('');
  expect(printed.err).toContain(says);
});

test('every example of --help works in the sandbox', async () => {
  expect(await main(['doctor', '--help'])).toBe(0);
  const examples = [...printed.out.matchAll(/^ +\$ eks-scheduler (.*)$/gm)].map(([, words = '']) => words.split(' '));
  expect(examples.length).toBeGreaterThan(2);
  await anAccount();
  for (const words of examples) expect(await main(words)).toBe(0);
});
