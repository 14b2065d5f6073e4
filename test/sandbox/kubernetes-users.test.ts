import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { kubeconfig } from '../../sandbox/kubeconfig.ts';
import { kubernetesUsers } from '../../sandbox/kubernetes-users.ts';

const role = 'arn:aws:iam::111122223333:role/eks-scheduler-access';
const stranger = 'arn:aws:iam::111122223333:role/stranger';
const callers: Readonly<Record<string, string>> = { 'k8s-aws-v1.ours': role, 'k8s-aws-v1.stranger': stranger };

function someUsers(secret = 'secret') {
  return kubernetesUsers(
    {
      tokens: (token) => {
        const arn = callers[token];
        return arn ? { arn } : null;
      },
      accessEntryOf: (arn) => (arn === role ? { principalArn: role, kubernetesGroups: ['eks-scheduler'] } : undefined),
    },
    secret,
  );
}

test('an EKS token is who its access entry says', () => {
  expect(someUsers().authenticate('k8s-aws-v1.ours')).toEqual({
    name: role,
    groups: ['eks-scheduler', 'system:authenticated'],
  });
});

test('an EKS token without an access entry is nobody, as is a token that is none', () => {
  expect(someUsers().authenticate('k8s-aws-v1.stranger')).toBeNull();
  expect(someUsers().authenticate('nonsense')).toBeNull();
});

test('the administrator may do everything', () => {
  const users = someUsers();
  expect(users.authenticate(users.adminToken)?.groups).toContain('system:masters');
});

test.each([
  ['system:node:ip-10-0-1-1', ['system:nodes', 'system:authenticated']],
  ['system:serviceaccount:kube-system:job-controller', ['system:serviceaccounts', 'system:authenticated']],
  ['eks:node-manager', ['system:authenticated']],
])('a part of the sandbox speaks as %s', (name, groups) => {
  const users = someUsers();
  expect(users.authenticate(users.token(name))).toEqual({ name, groups });
});

test('tokens of one sandbox are of no use in another', () => {
  const others = someUsers('another');
  const users = someUsers();
  expect(users.authenticate(others.adminToken)).toBeNull();
  expect(users.authenticate(others.token('system:node:a'))).toBeNull();
  expect(kubernetesUsers({ tokens: () => null, accessEntryOf: () => undefined }).adminToken).not.toBe(users.adminToken);
});

test('the kubeconfig leads to the cluster, trusts its authority and carries the administrator’s token', () => {
  const text = kubeconfig({
    cluster: 'dev',
    kubernetes: { url: 'https://127.0.0.1:6443', caPem: 'PEM', users: { adminToken: 'token' } },
  });
  const config = parse(text);
  expect(config).toMatchObject({ kind: 'Config', 'current-context': 'dev' });
  expect(config.clusters[0].cluster).toEqual({
    server: 'https://127.0.0.1:6443',
    'certificate-authority-data': Buffer.from('PEM').toString('base64'),
  });
  expect(config.users).toEqual([{ name: 'sandbox-admin', user: { token: 'token' } }]);
  expect(config.contexts).toEqual([{ name: 'dev', context: { cluster: 'dev', user: 'sandbox-admin' } }]);
});
