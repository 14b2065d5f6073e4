import { DeleteAccessEntryCommand, DescribeAccessEntryCommand, EKSClient } from '@aws-sdk/client-eks';
import { expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import type { KubeObject } from '../../sandbox/kubernetes/objects.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { accessRules } from '../../src/kubernetes/access-rules.ts';
import { aDoctor, accessRoleArn as principalArn } from './a-doctor.ts';

const { account, printed } = aDoctor();
const rbac = (kind: string) => `${kind}.rbac.authorization.k8s.io`;

/** A cluster where nobody has let the scheduler in. */
async function anUntouchedCluster() {
  const night = await account();
  const eks = new EKSClient({ endpoint: night.sandbox.awsUrl, region: place.region, credentials });
  await eks.send(new DeleteAccessEntryCommand({ clusterName: 'dev', principalArn }));
  await night.kubectl.delete(rbac('clusterrolebindings'), 'eks-scheduler');
  await night.kubectl.delete(rbac('clusterroles'), 'eks-scheduler');
  return { night, eks };
}

/** The exit code; only what it prints is kept. */
async function access(...words: readonly string[]): Promise<number> {
  Object.assign(printed, { out: '', err: '' });
  return main(['access', '--cluster', 'dev', ...words]);
}

test('--apply makes what is missing, once, and --check only says it', async () => {
  const { night, eks } = await anUntouchedCluster();
  const lacking = [
    `create the access entry of ${principalArn} in the group eks-scheduler`,
    'create the ClusterRole eks-scheduler, and give it to the group: the ClusterRoleBinding eks-scheduler',
  ];
  expect(await access('--check', '--json')).toBe(1);
  const clusters = [{ cluster: 'dev', authenticationMode: 'API', missing: lacking, done: [] }];
  expect(JSON.parse(printed.out)).toEqual({ clusters });
  expect(await night.kubectl.list(rbac('clusterroles'))).toEqual([]);

  expect(await access('--apply')).toBe(2);
  expect(printed.err).toContain('Say --yes.');
  expect(await access('--apply', '--yes')).toBe(0);
  expect(printed.out).toContain(`Done: ${lacking[0]}.`);
  const { accessEntry } = await eks.send(new DescribeAccessEntryCommand({ clusterName: 'dev', principalArn }));
  expect(accessEntry?.kubernetesGroups).toEqual(['eks-scheduler']);
  expect(await night.kubectl.get(rbac('clusterroles'), 'eks-scheduler')).toMatchObject({ rules: accessRules });
  eks.destroy();

  expect(await access('--apply', '--yes')).toBe(0);
  expect(printed.out).toBe('dev: nothing is missing, the scheduler is let in.\n');
  expect(await access('--check', '--quiet')).toBe(0);
  expect(printed.out).toBe('');
});

test('--apply keeps whoever else was put into the binding', async () => {
  const night = await account();
  const other = { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'auditor' };
  await night.kubectl.edit<KubeObject & { subjects: unknown[] }>(
    rbac('clusterrolebindings'),
    'eks-scheduler',
    (binding) => {
      binding.subjects.push(other);
    },
  );
  await night.kubectl.delete(rbac('clusterroles'), 'eks-scheduler');
  expect(await access('--apply', '--yes')).toBe(0);
  const { subjects } = (await night.kubectl.get(rbac('clusterrolebindings'), 'eks-scheduler')) as KubeObject & {
    readonly subjects: readonly unknown[];
  };
  expect(subjects).toEqual([expect.objectContaining({ kind: 'Group', name: 'eks-scheduler' }), other]);
});

test('a cluster that knows only its ConfigMap is left alone, and so is one of another account, or of no name', async () => {
  const { sandbox } = await account();
  const userArn = `arn:aws:iam::${place.account}:user/sandbox`;
  sandbox.eks.letInByConfigMap([userArn]);
  expect(await access('--apply', '--yes')).toBe(1);
  expect(printed.err).toContain('authenticationMode=API_AND_CONFIG_MAP');

  expect(await access('--apply', '--yes', '--account', '222233334444')).toBe(2);
  expect(printed.err).toContain('Log in to 222233334444');
  expect(await main(['access', '--cluster', 'dve', '--check'])).toBe(2);
  expect(printed.err).toContain('Did you mean dev?');
});
