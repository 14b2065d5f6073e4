import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { layerFromEnvironment } from '../../src/config/environment-layer.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { overrides } from '../../src/config/override-variables.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { anyText } from './any-text.ts';
import { expectReadable, expectRefusal, type Refusal } from './refusal.ts';

const refused = (variables: Record<string, string>, refusal: Refusal) =>
  expectRefusal(() => loadFile('', variables), refusal);

describe('every variable refuses what is not of its type, and says which one it is', () => {
  /** A value that is wrong for each variable, and what is told of it. */
  const wrong: Readonly<Record<string, Refusal>> = {
    EKS_MIN_NODES: ['two', '"two" is not a number', 'Write a number'],
    EKS_VERIFY: ['yes', '"yes" is not true or false', 'Write true or false'],
    EKS_ON_FAILURE: ['retry', '"retry" is not known', 'hold, rollback'],
    EKS_ACCOUNTS: ['111122223333;444455556666', '"111122223333;444455556666"', '12 digits'],
    EKS_DRAIN_BUDGETS: ['Strict', '"Strict" is not known', 'computed, wait, strict'],
    EKS_DRAIN_UNMANAGED_PODS: ['', '"" is not known', 'evict, refuse'],
    EKS_DRAIN_POD_GRACE_PERIOD_SECONDS: ['none', '"none" is not a number', 'Write a number'],
    EKS_DRAIN_CONCURRENCY: ['1e999', '"1e999" is not a number', 'Write a number'],
    EKS_WEBHOOKS_RELAX: ['on', '"on" is not known', 'auto, listed, off'],
    EKS_WEBHOOKS_ALWAYS: ['guard,a b', '"a b"', 'configuration/webhook'],
    EKS_WEBHOOKS_NEVER: ['$(id)', '"$(id)"', 'configuration/webhook'],
    EKS_AUTOSCALER_DEPLOYMENT: ['123', '"123"', 'Write namespace/name'],
    EKS_EXCLUSIONS_CLUSTERS: ['prod/*', '"prod/*"', '* and ?'],
    EKS_EXCLUSIONS_NODE_GROUPS: ['[gpu]', '"[gpu]"', '* and ?'],
    EKS_REGIONS: ['eu-west-1;us-east-1', '"eu-west-1;us-east-1"', 'for example eu-west-1'],
    EKS_FLEET_FAILS_WHEN: ['some', '"some" is not known', 'any, all, never'],
    EKS_DEPLOYMENT_LOG_RETENTION_DAYS: ['91', '91 will not do', 'Write one of 1, 3, 5'],
    EKS_DEPLOYMENT_PERMISSIONS_BOUNDARY: ['boundary', '"boundary"', 'Write the ARN of a policy'],
    EKS_DEPLOYMENT_ROLE_PATH: ['eks', '"eks"', 'begins and ends with /'],
    EKS_DEPLOYMENT_EXTERNAL_ID: ['a b', '"a b"', 'without spaces'],
    EKS_DEPLOYMENT_RUNBOOK_URL: ['10m', '"10m" has not the form', 'https://'],
    ...Object.fromEntries(
      ['SUCCESS', 'FAILURE', 'WARNING', 'SUMMARY', 'ACTION', 'DEVIATION'].map((kind) => [
        `EKS_NOTIFICATIONS_${kind}`,
        ['yes', '"yes" is not true or false', 'Write true or false'],
      ]),
    ),
    EKS_SNS_TOPIC_ARN: ['notices', '"notices" has not the form', 'Write the ARN of a standard topic'],
    EKS_LOGGING_LEVEL: ['LOUD', '"LOUD" is not known', 'DEBUG, INFO, WARN, ERROR'],
    EKS_DEPLOYMENT_ACCESS_ENTRIES: ['dev,shop-*', '"shop-*"', 'Write the name as EKS shows it'],
  };
  const variables = [...overrides.keys()];

  test.each(variables)('%s', (variable) => {
    const [value, shown, cure] = wrong[variable] ?? ['10m', '"10m" is not a number', 'Write a number'];
    refused({ [variable]: value }, [`${overrides.get(variable)?.join('.')}`, shown, cure]);
    refused({ [variable]: value }, [`environment variable ${variable}`, shown, cure]);
  });
});

describe('a number in a variable', () => {
  test.each<[string, ...Refusal]>([
    ['', 'minNodes', '"" is not a number', 'Write a number'],
    [' 3', 'minNodes', '" 3" is not a number', 'Write a number'],
    ['3\n', 'minNodes', '"3\\n" is not a number', 'Write a number'],
    ['+3', 'minNodes', '"+3" is not a number', 'Write a number'],
    ['0x10', 'minNodes', '"0x10" is not a number', 'Write a number'],
    ['1e3', 'minNodes', '"1e3" is not a number', 'Write a number'],
    ['1_000', 'minNodes', '"1_000" is not a number', 'Write a number'],
    ['NaN', 'minNodes', '"NaN" is not a number', 'Write a number'],
    ['Infinity', 'minNodes', '"Infinity" is not a number', 'Write a number'],
    ['null', 'minNodes', '"null" is not a number', 'Write a number'],
    ['-1', 'minNodes', '-1 is too small', 'Write 0 or more'],
    ['2.5', 'minNodes', '2.5 is not a whole number', 'Write a whole number'],
    ['10001', 'minNodes', '10001 is too big', 'Write 10000 or less'],
    ['٣', 'minNodes', '"٣" is not a number', 'Write a number'],
    ['３', 'minNodes', '"３" is not a number', 'Write a number'],
    ['3\u200b', 'minNodes', '"3\\u{200b}" is not a number', 'Write a number'],
  ])('that is %j', (text, ...refusal) => {
    refused({ EKS_MIN_NODES: text }, refusal);
  });
});

test.each([400, 10_000_000])('a number of %d digits is told in short', (length) => {
  refused({ EKS_MIN_NODES: '9'.repeat(length) }, ['minNodes', `(${length} characters)`, 'Write a number']);
});

describe('a variable that is meant for us and overrides nothing', () => {
  test.each<[string, string]>([
    ['EKS_DRIAN_TIMEOUT', 'Did you mean EKS_DRAIN_TIMEOUT?'],
    ['EKS_TIMEOUTS_DRAIN', 'Did you mean EKS_DRAIN_TIMEOUT?'],
    ['EKS_TIMEOUT_WAIT_FOR_TIER', 'Did you mean EKS_WAIT_FOR_TIER_TIMEOUT?'],
    ['EKS_SCHEDULER_DRAIN_TIMEOUT', 'Did you mean EKS_DRAIN_TIMEOUT?'],
    ['EKS_SCHEDULER_MIN_NODES', 'Did you mean EKS_MIN_NODES?'],
    ['EKS_SCHEDULER_WHATEVER_THAT_IS', 'Remove it.'],
    ['eks_drain_budgets', 'Did you mean EKS_DRAIN_BUDGETS?'],
    ['Eks_Verify', 'Did you mean EKS_VERIFY?'],
    ['EKS_DRAIN', 'Write EKS_DRAIN_TIMEOUT, EKS_DRAIN_BUDGETS'],
    ['EKS_WEBHOOKS', 'Write EKS_WEBHOOKS_RELAX, EKS_WEBHOOKS_ALWAYS, EKS_WEBHOOKS_NEVER.'],
    ['EKS_WEBHOOKS_ALLWAYS', 'Did you mean EKS_WEBHOOKS_ALWAYS?'],
    ['EKS_TIERS', 'Remove it.'],
    ['EKS_SCHEDULES', 'Remove it.'],
    ['EKS_DEPLOYMENT_NETWORK', 'Remove it.'],
    ['EKS_DEPLOYMENT_ALARMS', 'Write EKS_DEPLOYMENT_ALARMS_WEBHOOK_RELAXED_HOURS'],
    ['EKS_FLEET', 'Write EKS_FLEET_CONCURRENCY, EKS_FLEET_FAILS_WHEN.'],
    ['EKS_TIERS_SECURITY', 'Remove it.'],
    ['EKS_EXCLUSIONS_NODEGROUPS', 'Did you mean EKS_EXCLUSIONS_NODE_GROUPS?'],
    ['EKS_DRAIN_\u001b[2J', 'Remove it.'],
  ])('%j', (name, cure) => {
    const shown = name.replaceAll('\u001b', '\\u{1b}');
    refused({ [name]: '60' }, [shown, 'overrides nothing (environment)', cure]);
  });

  test('a name of 10 MB is told in short', () => {
    const name = `EKS_DRAIN_${'X'.repeat(10_000_000)}`;
    refused({ [name]: '1' }, ['EKS_DRAIN_XXX', 'overrides nothing', 'Remove it']);
  });
});

test('null is null also where the original tool has the same variable', () => {
  expect(layerFromEnvironment({ EKS_SNS_TOPIC_ARN: 'null' })).toEqual({ sns: { topicArn: null } });
});

test('variables of other tools are none of our business', () => {
  const others = { EKS_CLUSTER_NAME: 'x', EKS_POD_IDENTITY: 'y', __proto__: 'z', constructor: 'c', PATH: '/' };
  expect(layerFromEnvironment(others)).toEqual({});
});

test('whatever a variable holds, it is read or refused in words', () => {
  const aText = fc.oneof(anyText, fc.double().map(String), fc.constantFrom('true', 'null', '[]', '{}'));
  const isReadOrRefused = (name: string, text: string) => {
    try {
      loadFile('', { [name]: text });
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expectReadable((error as ConfigurationError).message);
      expect((error as ConfigurationError).message).toContain(`environment variable ${name}`);
    }
  };
  fc.assert(fc.property(fc.constantFrom(...overrides.keys()), aText, isReadOrRefused), { numRuns: 500 });
});
