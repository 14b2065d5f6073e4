import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Deployment } from '../../sandbox/deployment/load-deployment.ts';
import { place } from '../../sandbox/place.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { without } from '../journeys/altered-access.ts';
import { fromOutside } from '../journeys/from-outside.ts';
import { aDoctor, found, withSchedules } from './a-doctor.ts';

const { account, examine, disturb } = aDoctor();
const recordedAt = '2026-01-12T20:00:05.000Z';
const dev = `${place.account}/${place.region}/dev`;

/** A deployment with much wrong in it. */
function damaged(deployment: Deployment): Deployment {
  const scheduled = withSchedules(['office-stop', true], ['office-start', false])(deployment);
  const lacking = without(
    'eks-scheduler-drain-nodes',
    'sts:AssumeRole',
  )(without('eks-scheduler-report-run', 'kms:Decrypt')(scheduled));
  return {
    ...lacking,
    stateMachines: deployment.stateMachines.filter(({ name }) => name !== 'eks-scheduler-fleet'),
    functions: deployment.functions.filter(({ name }) => name !== 'eks-scheduler-on-run-failed'),
    tables: deployment.tables.map((table) => ({ ...table, hasRecovery: false, hasDeletionProtection: false })),
    topics: [],
    buckets: [],
  };
}

test('a damaged deployment is told of part by part, with what deploys it again', async () => {
  const night = await account({ alterDeployment: damaged });
  night.sandbox.scheduler.fire('office-stop', new Date(recordedAt));
  const { code, findings } = await examine();

  expect(code).toBe(1);
  const deploy = 'npx cdk deploy EksScheduler';
  expect(findings).toContainEqual(
    found('machines', 'error', 'stateMachine:eks-scheduler-fleet does not exist', deploy),
  );
  expect(findings).toContainEqual(found('functions', 'error', 'eks-scheduler-on-run-failed: not there', deploy));
  expect(findings).toContainEqual(
    found(
      'permissions',
      'error',
      `eks-scheduler-drain-nodes may not sts:AssumeRole on arn:aws:iam::${place.account}:role/eks-scheduler-access`,
      'service control policy',
    ),
  );
  expect(findings).toContainEqual(
    found('permissions', 'error', 'eks-scheduler-report-run may not kms:Decrypt on arn:aws:kms:', deploy),
  );
  expect(findings.filter(({ check }) => check === 'permissions')).toHaveLength(2);
  expect(findings).toContainEqual(
    found('table', 'warning', 'no point-in-time recovery', 'aws dynamodb update-continuous-backups'),
  );
  expect(findings).toContainEqual(found('table', 'warning', 'no deletion protection', '--deletion-protection-enabled'));
  expect(findings).toContainEqual(found('topic', 'error', 'does not exist: nobody hears of failures', deploy));
  expect(findings).toContainEqual(found('bucket', 'error', 'does not exist: no run can leave its report', deploy));
  expect(findings).toContainEqual(
    found('schedules', 'error', 'office-stop will fire, and no start will', 'Add a start'),
  );
  expect(findings).toContainEqual(found('schedules', 'warning', 'disabled: office-start', 'enabled: true'));
  expect(findings).toContainEqual(
    found('deliveries', 'error', '1 start or stop of the schedules could not be made', 'aws sqs receive-message'),
  );
});

test('schedules whose starts would be lost without a trace are an error', async () => {
  const traceless = (deployment: Deployment): Deployment => {
    const { schedules, ...rest } = withSchedules(['office-stop', true])(deployment);
    return { ...rest, schedules: schedules.map((it) => ({ ...it, target: { ...it.target, deadLetterArn: null } })) };
  };
  await account({ alterDeployment: traceless });
  const { findings } = await examine('--only', 'deliveries');
  expect(findings).toEqual([found('deliveries', 'error', 'office-stop: no queue', 'npx cdk deploy EksScheduler')]);
});

test('clusters are looked for where a fleet looks, and not those that no stop touches', async () => {
  const elsewhere = { account: '222233334444' };
  await account({
    alterDeployment: withSchedules(['office-stop', true]),
    fleet: { clusters: [{ name: 'dev', region: 'us-east-1' }] },
  });
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  process.env.EKS_CONFIG = join(folder, 'ours.yaml');
  const configured = async (text: string) => {
    writeFileSync(join(folder, 'ours.yaml'), text);
    return (await examine('--only', 'clusters')).findings;
  };
  expect(await configured('regions: [us-east-1]')).toEqual([
    found('clusters', 'ok', `${place.account}/us-east-1/dev is ACTIVE`),
  ]);
  expect(await configured('exclusions: { clusters: [dev] }')).toEqual([
    found('clusters', 'ok', 'no schedule is for one'),
  ]);
  expect(await configured(`accounts: ['${place.account}', '${elsewhere.account}']`)).toEqual([
    found(
      'clusters',
      'warning',
      `clusters of account ${elsewhere.account}`,
      `--account ${elsewhere.account} --cluster NAME`,
    ),
    found('clusters', 'ok', 'dev is ACTIVE'),
  ]);
  rmSync(folder, { recursive: true });
});

test('schedules that differ from the configuration are told with both', async () => {
  await account({ alterDeployment: withSchedules(['office-stop', true], ['office-start', true]) });
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  process.env.EKS_CONFIG = join(folder, 'ours.yaml');
  writeFileSync(
    process.env.EKS_CONFIG,
    "schedules:\n- { name: office, timezone: UTC, stop: '0 21 * * ? *', clusters: [dev] }\n" +
      "- { name: night, timezone: UTC, start: '0 6 * * ? *', clusters: [dev] }\n",
  );

  const { findings } = await examine('--only', 'schedules');
  rmSync(folder, { recursive: true });

  const deploy = 'npx cdk deploy EksScheduler';
  const warned = (says: string) => found('schedules', 'warning', says, deploy);
  expect(findings).toContainEqual(
    warned('office-stop fires at cron(0 20 * * ? *) in UTC, and is configured to fire at cron(0 21 * * ? *) in UTC'),
  );
  expect(findings).toContainEqual(warned('night-start is configured and not deployed'));
  expect(findings).toContainEqual(warned('office-start is deployed and not configured'));
});

test('what a removed deployment leaves is told by its table alone', async () => {
  const night = await account({ alterDeployment: (deployment) => ({ ...deployment, functions: [], rules: [] }) });
  const { code, findings } = await examine();
  expect(code).toBe(1);
  expect(findings).toContainEqual(found('functions', 'error', 'there is none', '--region'));
  expect(findings).toContainEqual(found('table', 'error', 'eks-scheduler-take-stock', '--table NAME'));

  const named = await examine('--table', night.sandbox.deployment.tables[0]?.name ?? '', '--only', 'asleep');
  expect(named.findings).toEqual([found('asleep', 'ok', 'no cluster sleeps')]);
});

test('records of nobody who sleeps are errors: a webhook left relaxed, an autoscaler left paused, one that cannot be read', async () => {
  const { putItem } = fromOutside(await account());
  const record = { pk: `CLUSTER#${dev}`, phase: 'recorded', recordedAt, runId: 'stop-1' };
  await putItem({ ...record, sk: 'WEBHOOK#V#policy#check' });
  await putItem({ ...record, sk: 'AUTOSCALER#kube-system/cluster-autoscaler' });
  await putItem({ ...record, sk: 'NODEGROUP#odd', recordedAt: 'yesterday' });
  const holder = `arn:aws:states:${place.region}:${place.account}:execution:eks-scheduler-scale-up:long-gone`;
  await putItem({ pk: `CLUSTER#${dev}`, sk: 'LOCK', action: 'start', acquiredAt: recordedAt, holder });

  const { code, findings } = await examine('--only', 'left', '--only', 'asleep', '--only', 'locks');

  const start = 'eks-scheduler start --cluster dev';
  expect(code).toBe(1);
  expect(findings).toContainEqual(
    found('left', 'error', `webhook V#policy#check is relaxed since ${recordedAt}`, start),
  );
  expect(findings).toContainEqual(found('left', 'error', 'kube-system/cluster-autoscaler is paused', start));
  expect(findings).toContainEqual(
    found('asleep', 'error', `${dev} NODEGROUP#odd: its record cannot be read`, 'Remove nothing.'),
  );
  expect(findings).not.toContainEqual(found('asleep', 'ok', 'no cluster sleeps'));
  expect(findings).toContainEqual(
    found('locks', 'error', 'by a start that is NOT_FOUND', 'eks-scheduler unlock --cluster dev'),
  );
});

test('a failed run is named with its lock, a stop as a warning and a start as an error, and how to redrive it', async () => {
  const night = await account();
  const [group] = night.sandbox.eks.snapshot();
  const refuse = () => night.sandbox.eks.rejectUpdates(group?.name ?? '', 'InvalidParameterException', 'no capacity');
  refuse();
  const stop = await night.stop();
  const redrive = (arn: string) => `eks-scheduler redrive ${arn}`;
  const evening = await examine('--only', 'locks');
  expect(evening.code).toBe(0);
  expect(evening.findings).toContainEqual(found('locks', 'warning', 'by a stop that is FAILED', redrive(stop.arn)));

  night.sandbox.eks.allowUpdates(group?.name ?? '');
  expect(await night.redrive(stop.arn)).toMatchObject({ status: 'SUCCEEDED' });
  refuse();
  const start = await night.start();
  const morning = await examine('--only', 'locks', '--only', 'asleep');
  expect(morning.code).toBe(1);
  expect(morning.findings).toContainEqual(found('locks', 'error', 'by a start that is FAILED', redrive(start.arn)));
  expect(morning.findings).toContainEqual(found('asleep', 'ok', dev));
});

test('what is refused or unknown is told of by itself, and hides nothing else', async () => {
  await account();
  const refused = (message: string) => new ServiceError('AccessDenied', message, 403);
  disturb(({ service, operation }) => (service === 'iam' ? refused(`not authorized to perform ${operation}`) : null));
  const { code, findings } = await examine();
  expect(code).toBe(0);
  expect(findings).toContainEqual(
    found('permissions', 'warning', 'cannot be simulated', 'Allow iam:SimulatePrincipalPolicy'),
  );
  expect(findings).toContainEqual(found('machines', 'ok', 'eks-scheduler-fleet'));
  expect(findings).toContainEqual(found('topic', 'warning', 'nobody is subscribed', 'aws sns subscribe'));
  expect(findings).toContainEqual(
    found('schedules', 'warning', 'nothing sleeps or wakes by itself', 'eks-scheduler.yaml'),
  );

  const other = await examine('--table', 'another', '--only', 'table');
  expect(other.findings).toContainEqual(found('table', 'error', 'another does not exist', 'StateTable'));

  process.env.AWS_ACCESS_KEY_ID = 'AKIANOBODY0000000000';
  const unknown = await examine();
  expect(unknown.code).toBe(1);
  expect(unknown.findings).toEqual([
    found('credentials', 'error', 'InvalidClientTokenId', 'an access key that exists'),
  ]);
});
