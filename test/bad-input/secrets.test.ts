import { describe, expect, test } from '@jest/globals';
import { loadConfiguration, loadFile } from '../../src/config/load-configuration.ts';
import { secretIn } from '../../src/config/secret-in.ts';
import { sourceFromText } from '../../src/config/source-from-file.ts';
import { expectReadable, refusalOf } from './refusal.ts';

/** Made up, and put together here: a scanner would take them for real ones. */
const join = (...parts: readonly string[]) => parts.join('');
const letters = 'Qm3Zt7Lp9Xw2Rk5Vn8Bd';

const secrets: readonly (readonly [what: string, kind: string, secret: string])[] = [
  ['an access key', 'an AWS access key', join('AKIA', 'Z4Q7M2X9P5T8W3L6')],
  ['a temporary access key', 'an AWS access key', join('ASIA', 'Z4Q7M2X9P5T8W3L6')],
  ['an access key in a sentence', 'an AWS access key', join('use AKIA', 'Z4Q7M2X9P5T8W3L6, please')],
  ['a secret key', 'a secret key of AWS', join(letters, '/', letters.toLowerCase().slice(1))],
  ['a session token', 'a session token of AWS', join('IQoJb3JpZ2lu', letters.repeat(3))],
  ['a private key', 'a private key or a certificate', join('-----BEGIN RSA ', 'PRIVATE KEY-----\nMIIE')],
  ['a certificate', 'a private key or a certificate', join('-----BEGIN ', 'CERTIFICATE-----')],
  ['a token of GitHub', 'a token of GitHub', join('ghp', '_', letters)],
  ['a new token of GitHub', 'a token of GitHub', join('github', '_pat_', letters)],
  ['a token of GitLab', 'a token of GitLab', join('glpat', '-', letters)],
  ['a token of Slack', 'a token of Slack', join('xoxb', '-1234567890-', letters)],
  ['a webhook of Slack', 'a webhook of Slack', join('https://hooks.slack', '.com/services/T0/B0/', letters)],
  ['a web token', 'a web token', join('eyJ', 'hbGciOiJI', '.eyJ', 'zdWIiOiIx', '.sig')],
  ['an address with a password', 'an address with a password', join('https://me:', 'hunter2@', 'example.com')],
];

describe.each(secrets)('%s is refused and never shown', (_what, kind, secret) => {
  const sources: readonly (readonly [where: string, field: string, load: () => unknown])[] = [
    [
      'eks-scheduler.yaml:1:16',
      'deployment.externalId',
      () => loadFile(JSON.stringify({ deployment: { externalId: secret } })),
    ],
    ['eks-scheduler.yaml:', 'webhooks.never.0', () => loadFile(JSON.stringify({ webhooks: { never: [secret] } }))],
    ['eks-scheduler.yaml:', 'clusters', () => loadFile(JSON.stringify({ clusters: { [secret]: { verify: true } } }))],
    ['eks-scheduler.yaml:', 'token', () => loadFile(JSON.stringify({ token: secret }))],
    [
      ...(['environment variable EKS_DEPLOYMENT_EXTERNAL_ID', 'deployment.externalId'] as const),
      () => loadFile('', { EKS_DEPLOYMENT_EXTERNAL_ID: secret }),
    ],
    [
      ...(['config.ini:2:', 'aws.region'] as const),
      () => sourceFromText(`[aws]\nregion = ${secret.replaceAll('\n', '\n  ')}`, 'config.ini'),
    ],
    [
      ...(['config.ini:2:', 'timeouts.kubectl_timeout'] as const),
      () => sourceFromText(`[timeouts]\nkubectl_timeout = ${secret.replaceAll('\n', '\n  ')}`, 'config.ini'),
    ],
    [
      ...(['environment variable EKS_AWS_TAG_VALUE', 'EKS_AWS_TAG_VALUE'] as const),
      () => loadFile('', { EKS_AWS_TAG_VALUE: secret }),
    ],
    [
      ...(['accounts.json:1:', '0.description'] as const),
      () => sourceFromText(JSON.stringify([{ name: 'a', region: 'eu-west-1', description: secret }]), 'accounts.json'),
    ],
  ];

  test.each(sources)('%s, %s', (where, field, load) => {
    const { problem, message } = refusalOf(load);
    expect(problem).toContain(field);
    expect(problem).toContain(where);
    expect(problem).toContain(`looks like ${kind}`);
    expect(message).toContain('Take it out');
    expect(message).not.toContain(secret);
    expect(message).not.toContain(secret.slice(-12));
    expectReadable(message);
  });
});

test('a secret is told beside everything else that is wrong, and once', () => {
  const [, , secret] = secrets[0] ?? ['', '', ''];
  const { message } = refusalOf(() => loadFile(`accounts: [${secret}]\nminNodes: two`));
  expect(message).toContain('2 things are wrong');
  expect(message.match(/accounts\.0/g)).toHaveLength(1);
});

test('a secret is not shown either where something else is wrong with what it stands in', () => {
  const [, , secret = ''] = secrets[0] ?? [];
  const inGroup = refusalOf(() => loadFile(JSON.stringify({ accounts: { a: secret } })));
  expect(inGroup.message).toContain('accounts: {"a":(not shown)} is not a list');
  expect(inGroup.message).not.toContain(secret);
  const inInput = refusalOf(() => loadConfiguration('', {}, { cluster: 'dev', region: secret }));
  expect(inInput.message).toContain('region: (not shown) has not the form');
});

test.each([
  ['a digest', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
  ['a name of forty letters', 'production-payment-processing-cluster-eu'],
  ['forty letters without a break', 'aVeryLongNameOfAWebhookWithoutAnyDigitIn'],
  ['the ARN of a topic', 'arn:aws:sns:eu-west-1:111122223333:night-shift'],
  ['the ARN of a policy', 'arn:aws:iam::111122223333:policy/teams/boundary'],
  ['an address', 'https://wiki.example.com/eks-scheduler/runbook'],
  ['a time of day', '0 20 ? * MON-FRI *'],
])('%s is no secret', (_what, text) => {
  expect(secretIn(text)).toBeNull();
});

test('a secret among the names of a config.ini is refused', () => {
  const secret = join(letters, letters.toLowerCase());
  const { message } = refusalOf(() => sourceFromText(`[exclusions]\nexcluded_clusters = dev, ${secret}`, 'config.ini'));
  expect(message).toContain('exclusions.excluded_clusters: holds what looks like a secret key of AWS');
  expect(message).not.toContain(secret);
});

test('no line of a private key that was pasted into a config.ini is shown', () => {
  const key = [
    '-----BEGIN RSA ',
    'PRIVATE KEY-----\nMIIE',
    letters,
    '\n',
    letters,
    '==\n-----END RSA PRIVATE KEY-----',
  ];
  const { message } = refusalOf(() => sourceFromText(`[aws]\n${join(...key)}\nregion = x`, 'config.ini'));
  expect(message).toContain('(config.ini:2:1)');
  expect(message).not.toContain(letters);
  expect(message).toContain('aws.region');
});
