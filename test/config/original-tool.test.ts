import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { originalArguments, withMigrationTables } from '../../build/migration-tables.ts';
import { commands } from '../../cli/commands.ts';
import { defaults } from '../../src/config/defaults.ts';
import { mergedOf } from '../../src/config/load-configuration.ts';
import { originalKeys } from '../../src/config/original/original-keys.ts';
import { variablesOf } from '../../src/config/original/original-variables.ts';
import { readConfigurationFile } from '../../src/config/read-configuration-file.ts';
import { sourceFromText } from '../../src/config/source-from-file.ts';
import { findAutoscaler } from '../../src/domain/find-autoscaler.ts';

const fromIni = (text: string) => mergedOf([sourceFromText(text, 'config.ini').layer]);
const remarksOf = (text: string) => sourceFromText(text, 'config.ini').remarks;

/** Each key of the original tool with a value as its documentation has it, and what must hold here because of it. */
const meanings: readonly (readonly [section: string, key: string, value: string, means: object])[] = [
  ['aws', 'region', 'ap-southeast-2', { regions: ['ap-southeast-2'] }],
  ['aws', 'tag_key', 'Schedule', { schedules: [] }],
  ['aws', 'tag_value', 'enabled', { schedules: [] }],
  ['sns', 'topic_arn', 'arn:aws:sns:region:account:topic-name', { sns: { topicArn: null } }],
  ['logging', 'level', 'WARNING', { logging: { level: 'WARN' } }],
  ['logging', 'file', 'eks-scheduler.log', { logging: { level: 'INFO' } }],
  [
    ...(['exclusions', 'excluded_clusters', 'production-critical,staging-critical'] as const),
    { exclusions: { clusters: ['production-critical', 'staging-critical'], nodeGroups: [] } },
  ],
  [
    ...(['autoscaler', 'deployment_name', 'cluster-autoscaler'] as const),
    { autoscaler: { deployment: 'kube-system/cluster-autoscaler' } },
  ],
  [
    ...(['webhooks', 'webhook_names', 'aws-load-balancer-webhook:kube-system,kyverno-policy-webhook'] as const),
    { webhooks: { relax: 'listed', always: ['aws-load-balancer-webhook', 'kyverno-policy-webhook'], never: [] } },
  ],
  ['timeouts', 'webhook_timeout', '61', { timeouts: { relaxWebhooks: 61 } }],
  ['timeouts', 'drain_timeout', '301', { timeouts: { drain: 301 } }],
  ['timeouts', 'pod_grace_period', '31', { drain: { podGracePeriodSeconds: 31 } }],
  ['timeouts', 'bootstrap_validation_timeout', '601', { timeouts: { waitForNodes: 601 } }],
  ['timeouts', 'dependency_startup_timeout', '302', { timeouts: { waitForTier: 302 } }],
  ['timeouts', 'kubectl_timeout', '120', { timeouts: defaults.timeouts }],
  ['timeouts', 'aws_cli_timeout', '60', { timeouts: defaults.timeouts }],
  ['timeouts', 'webhook_validation_timeout', '303', { timeouts: { restoreWebhooks: 303, validateWebhooks: 303 } }],
  ['eks', 'default_min_nodes', '2', { minNodes: 2 }],
  ['eks', 'max_scale_down_nodes', '0', { minNodes: 1 }],
];

describe('each key of the original config.ini means the same here', () => {
  test.each(meanings)('[%s] %s = %s', (section, key, value, means) => {
    expect(fromIni(`[${section}]\n${key} = ${value}\n`)).toMatchObject(means);
  });

  test('the table has every key that is read, and the page for those who move shows each with its variable', () => {
    const named = (keys: readonly (readonly [string, string])[]) =>
      keys.map(([section, key]) => `[${section}] ${key}`).sort();
    const known = originalKeys.map(({ section, key }) => [section, key] as const);
    expect(named(meanings.map(([section, key]) => [section, key] as const))).toEqual(named(known));
    const page = readFileSync('docs/migration.md', 'utf8');
    for (const key of originalKeys) {
      expect(page).toContain(`\`[${key.section}] ${key.key}\``);
      for (const variable of variablesOf(key)) expect(page).toContain(`\`${variable}\``);
    }
  });

  test('what has no effect here is told, with its place', () => {
    expect(remarksOf('[timeouts]\nkubectl_timeout: 600')).toMatchObject([
      { field: 'timeouts.kubectl_timeout', says: expect.stringMatching(/^No effect/), where: 'config.ini:2:18' },
    ]);
    expect(remarksOf('[aws]\ntag_key = Night')[0]).toMatchObject({
      says: expect.stringContaining('Night'),
      isWarning: true,
    });
    expect(remarksOf('[aws]\ntag_key = a\u001b[2J')[0]?.says).toContain('a\\u{1b}[2J');
    expect(remarksOf('[sns]\ntopic_arn = arn:aws:sns:region:account:topic-name')[0]).toMatchObject({ isWarning: true });
    expect(remarksOf('[timeouts]\ndrain_timeout = 600')).toEqual([]);
  });
});

describe('what the original tool does whatever its file says', () => {
  test('is done with a config.ini: one node at least, and budgets are waited for', () => {
    expect(fromIni('')).toMatchObject({ minNodes: 1, drain: { budgets: 'wait', unmanagedPods: 'evict' } });
  });

  test('no webhook names leave webhooks to the rules: to relax none would keep the cluster asleep', () => {
    expect(fromIni('[webhooks]\nwebhook_names =').webhooks).toEqual({ relax: 'auto', always: [], never: [] });
    expect(remarksOf('[webhooks]\nwebhook_names =')).toMatchObject([{ isWarning: true }]);
  });

  test('a named autoscaler that a cluster does not have is no error, as it was none there', () => {
    const { autoscaler } = fromIni('[autoscaler]\ndeployment_name = cluster-autoscaler');
    expect(findAutoscaler([], autoscaler.deployment)).toBeNull();
  });
});

test('the documented config.ini works unchanged, with accounts.json, wherever a configuration file is named', () => {
  const text = readConfigurationFile({ CONFIGURATION_FILE: 'config/config.example.ini' });
  expect(mergedOf([sourceFromText(text, 'merged.yaml').layer])).toEqual({
    ...defaults,
    minNodes: 1,
    timeouts: {
      ...defaults.timeouts,
      ...{ relaxWebhooks: 60, drain: 600, waitForNodes: 600, waitForTier: 300 },
      ...{ restoreWebhooks: 300, validateWebhooks: 300 },
    },
    drain: { ...defaults.drain, budgets: 'wait', podGracePeriodSeconds: 30 },
    webhooks: {
      relax: 'listed',
      always: ['aws-load-balancer-webhook', 'kyverno-policy-webhook', 'kyverno-resource-webhook'],
      never: [],
    },
    autoscaler: { deployment: 'kube-system/autoscaler-aws-cluster-autoscaler' },
    exclusions: { clusters: ['production-critical', 'staging-critical'], nodeGroups: [] },
    regions: ['ap-southeast-2'],
  });
  const accounts = readConfigurationFile({ CONFIGURATION_FILE: 'config/accounts.example.json' });
  expect(JSON.parse(accounts)).toEqual({
    accounts: ['111122223333', '444455556666'],
    regions: ['ap-southeast-2', 'eu-west-1'],
  });
});

test('accounts without numbers shut nobody out, and it is told that a run names them by number', () => {
  const { layer, remarks } = sourceFromText('[{ "name": "dev", "region": "eu-west-1" }]', 'accounts.json');
  expect(layer).toEqual({ regions: ['eu-west-1'] });
  expect(remarks).toMatchObject([{ says: expect.stringContaining('12 digits'), isWarning: true }]);
});

describe('each argument of the original command line has its own here', () => {
  const every = commands.map((make) => make(() => undefined));

  test.each(originalArguments)('$argument', ({ here }) => {
    for (const words of here) {
      const [name, ...options] = words.split(' ');
      const command = every.find((it) => it.name() === name);
      const flags = options.filter((word) => word.startsWith('--'));
      expect([name, command?.options.map(({ long }) => long)]).toEqual([name, expect.arrayContaining(flags)]);
    }
  });

  test('all of the documented ones are there', () => {
    const documented = ['--action', '--cluster', '--min-nodes', '--region', '--account', '--dry-run', '--notify-only'];
    const mapped = originalArguments.map(({ argument }) => argument.split(' ')[0]);
    expect([...new Set(mapped)].sort()).toEqual([...documented, '--verify', '--target'].sort());
  });
});

test('docs/migration.md is in step; npm run docs:configuration writes its tables', () => {
  const page = readFileSync('docs/migration.md', 'utf8');
  expect(withMigrationTables(page)).toBe(page);
});
