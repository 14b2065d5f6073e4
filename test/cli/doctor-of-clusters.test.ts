import { CreateAccessEntryCommand, DeleteAccessEntryCommand, EKSClient } from '@aws-sdk/client-eks';
import { expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { KubeObject, WebhookConfiguration } from '../../sandbox/kubernetes/objects.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { ServiceError } from '../../sandbox/service-error.ts';
import { type AccessRule, accessRules } from '../../src/kubernetes/access-rules.ts';
import { aWorld, type Night } from '../journeys/a-night.ts';
import { configurations, policy } from '../journeys/a-policy.ts';
import { fromOutside } from '../journeys/from-outside.ts';
import { aBackend, aWebhookConfiguration } from '../journeys/objects.ts';
import { accessRoleArn, aDoctor, found } from './a-doctor.ts';

const { account, examine, disturb, printed } = aDoctor();

/** A person with the aws command line. */
async function eksOf({ sandbox }: Night, act: (eks: EKSClient) => Promise<unknown>): Promise<void> {
  const eks = new EKSClient({ endpoint: sandbox.awsUrl, region: place.region, credentials });
  await act(eks);
  eks.destroy();
}

const cluster = ['--cluster', 'dev'];
const only = (...checks: readonly string[]) => [...cluster, ...checks.flatMap((check) => ['--only', check])];
const letIn = 'eks-scheduler access --cluster dev --apply';

test('who is not let in is told of, by the entry and by the rules, and access --apply mends all of it', async () => {
  const night = await account();
  const { kubectl } = night;
  const principalArn = accessRoleArn;
  await eksOf(night, (eks) => eks.send(new DeleteAccessEntryCommand({ clusterName: 'dev', principalArn })));
  const shut = await examine(...only('entry', 'rules'));
  expect(shut.code).toBe(1);
  expect(shut.findings).toContainEqual(found('entry', 'error', `dev has no access entry for ${accessRoleArn}`, letIn));
  expect(shut.findings).toContainEqual(found('rules', 'error', 'Kubernetes does not know', letIn));

  await eksOf(night, (eks) =>
    eks.send(new CreateAccessEntryCommand({ clusterName: 'dev', principalArn, kubernetesGroups: ['viewers'] })),
  );
  const elsewhere = await examine(...only('entry'));
  expect(elsewhere.findings).toContainEqual(found('entry', 'error', 'is in viewers, not in eks-scheduler', letIn));

  await kubectl.delete('clusterrolebindings.rbac.authorization.k8s.io', 'eks-scheduler');
  const unbound = await examine(...only('rules'));
  expect(unbound.findings).toContainEqual(
    found('rules', 'error', 'no ClusterRoleBinding eks-scheduler gives the ClusterRole to the group', letIn),
  );
  await kubectl.delete('clusterroles.rbac.authorization.k8s.io', 'eks-scheduler');
  const bare = await examine(...only('rules'));
  expect(bare.findings).toContainEqual(found('rules', 'error', 'there is no ClusterRole eks-scheduler', letIn));

  printed.out = '';
  expect(await main(['access', ...cluster, '--check'])).toBe(1);
  expect(printed.out).toContain('put the access entry of');
  expect(await main(['access', ...cluster, '--apply', '--yes'])).toBe(0);
  const mended = await examine('--strict', ...only('entry', 'rules'));
  expect(mended.findings.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
});

/** The rules of the group's ClusterRole, changed. */
function editRules({ kubectl }: Night, change: (rules: AccessRule[]) => AccessRule[]): Promise<void> {
  return kubectl.edit<KubeObject & { rules: AccessRule[] }>(
    'clusterroles.rbac.authorization.k8s.io',
    'eks-scheduler',
    (role) => {
      role.rules = change(role.rules);
    },
  );
}

test('a verb that is missing is named exactly, and one too many is a warning, whoever has to be asked', async () => {
  const night = await account();
  await editRules(night, (rules) => [
    ...rules.filter(({ resources }) => !resources.includes('pods/eviction')),
    { apiGroups: [''], resources: ['secrets'], verbs: ['get'] },
  ]);
  const missing = found('rules', 'error', 'the group eks-scheduler may not create pods/eviction', letIn);
  const tooMany = found('rules', 'warning', 'out of date and allows more than is used: get secrets', letIn);
  const asRole = await examine(...only('rules'));
  expect(asRole.findings).toEqual([missing, tooMany]);

  // As in AWS: the role's trust policy lets nobody in but the functions.
  disturb(({ operation }) => (operation === 'AssumeRole' ? new ServiceError('AccessDenied', 'not you', 403) : null));
  const asOneself = await examine(...only('rules'));
  expect(asOneself.findings).toEqual([missing, tooMany]);
  await editRules(night, () => [...accessRules]);
  const whole = await examine(...only('rules'));
  expect(whole.findings).toEqual([found('rules', 'ok', 'the role itself cannot be tried from here')]);

  const principalArn = `arn:aws:iam::${place.account}:user/sandbox`;
  await eksOf(night, (eks) => eks.send(new DeleteAccessEntryCommand({ clusterName: 'dev', principalArn })));
  const asStranger = await examine(...only('rules', 'left'));
  expect(asStranger.code).toBe(0);
  expect(asStranger.findings).toEqual([
    found('left', 'ok', 'no webhook is relaxed'),
    found(
      'left',
      'warning',
      'dev: what a stop may have left in it cannot be seen from here',
      'Ask as somebody who may',
    ),
    found('rules', 'warning', 'cannot be seen from here', 'Ask as an administrator of the cluster'),
  ]);
});

test('a cluster that no run could put to sleep is told of: its state, its mode, its private endpoint, its name', async () => {
  const { sandbox } = await account();
  sandbox.eks.setStatus('FAILED');
  sandbox.eks.closeToPublic();
  const failed = await examine(...only('clusters', 'endpoint'));
  expect(failed.findings).toContainEqual(found('clusters', 'error', 'dev is FAILED', 'Wait until EKS says ACTIVE'));
  expect(failed.findings).toContainEqual(
    found('endpoint', 'error', 'its API server is private, and the functions are in no VPC', 'deployment.network'),
  );

  sandbox.eks.setStatus('ACTIVE');
  sandbox.eks.letInByConfigMap([`arn:aws:iam::${place.account}:user/sandbox`]);
  const old = await examine(...only('clusters', 'entry'));
  expect(old.findings).toEqual([
    found('clusters', 'warning', 'knows no access entries', 'authenticationMode=API_AND_CONFIG_MAP'),
  ]);

  const unknown = await examine('--cluster', 'dve', '--only', 'clusters');
  expect(unknown.code).toBe(1);
  expect(unknown.findings).toEqual([found('clusters', 'error', 'EKS knows no cluster', 'Did you mean dev?')]);
});

test('a cluster at zero of which nothing is recorded is an error, with what to type', async () => {
  const night = await account();
  await fromOutside(night).resize('workers', { minSize: 0, maxSize: 3, desiredSize: 0 });
  await night.pass({ minutes: 1 });
  const { code, findings } = await examine(...only('sizes'));
  expect(code).toBe(1);
  expect(findings).toEqual([
    found('sizes', 'error', 'no size is recorded for any', 'aws eks update-nodegroup-config --region eu-west-1'),
  ]);
});

test('a cluster that does not answer and one of another account are told of, each by itself', async () => {
  await account({ fleet: { clusters: [{ name: 'mute' }, { name: 'theirs', account: '222233334444' }] } });
  const { findings } = await examine('--cluster', 'mute', '--only', 'endpoint', '--only', 'rules');
  expect(findings).toContainEqual(
    found('endpoint', 'error', 'mute: the API server does not answer from here', 'endpoint access'),
  );
  disturb(({ operation }) => (operation === 'AssumeRole' ? new ServiceError('AccessDenied', 'not you', 403) : null));
  const theirs = await examine('--cluster', 'theirs', '--account', '222233334444', '--only', 'entry');
  expect(theirs.findings).toEqual([
    found('clusters', 'warning', 'cannot be seen from account 111122223333', 'credentials of account 222233334444'),
  ]);
});

test('what a stop left in a cluster that is awake is an error also where the table has lost all of it', async () => {
  const night = await account({ world: aWorld({ objects: [...aBackend(), aWebhookConfiguration()] }) });
  await night.kubectl.edit<WebhookConfiguration>(configurations, 'policy', ({ metadata, webhooks = [] }) => {
    metadata.annotations = { 'eks-scheduler.io/recorded-failure-policies': '{"validate.policy.example.com":"Fail"}' };
    for (const webhook of webhooks) webhook.failurePolicy = 'Ignore';
  });
  await night.kubectl.edit<KubeObject & { spec: { replicas: number } }>(
    'deployments.apps',
    'kube-system/coredns',
    (deployment) => {
      deployment.metadata.annotations = { 'eks-scheduler.io/recorded-replicas': '2' };
      deployment.spec.replicas = 0;
    },
  );
  const { code, findings } = await examine(...only('left'));
  expect(code).toBe(1);
  const start = 'eks-scheduler start --cluster dev';
  expect(findings).toContainEqual(found('left', 'error', `webhook ${policy} is relaxed`, start));
  expect(findings).toContainEqual(found('left', 'error', 'autoscaler kube-system/coredns is paused', start));
});

test('what the table knows is looked at without being named', async () => {
  const night = await account();
  await night.stop();
  const { code, findings } = await examine('--only', 'clusters', '--only', 'sizes');
  expect(code).toBe(0);
  expect(findings).toEqual([
    found('clusters', 'ok', 'dev is ACTIVE'),
    found('sizes', 'ok', 'dev sleeps, and 1 of its node groups will come back'),
  ]);
});
