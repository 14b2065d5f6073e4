import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sourceFromText } from '../../src/config/source-from-file.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { anyText } from './any-text.ts';
import { expectReadable, expectRefusal, type Refusal, refusalOf } from './refusal.ts';

const read = (text: string) => sourceFromText(text, 'config.ini');

describe('a config.ini is refused, with line and column', () => {
  test.each<[what: string, text: string, ...Refusal]>([
    [
      'a key before any section',
      'region = eu-west-1',
      'region',
      'before any section (config.ini:1:1)',
      'Write the section',
    ],
    ['a section without its end', '[aws\nregion = eu-west-1', '[aws', '(config.ini:1:1)', 'a section ends with ]'],
    [
      'something behind a section',
      '[aws] region = eu-west-1',
      '[aws] region',
      'before any section',
      'Write the section',
    ],
    ['a section without a name', '[]', '[]', 'neither a key', 'key = value'],
    ['a key without a value', '[timeouts]\ndrain_timeout 600', 'drain_timeout 600', '(config.ini:2:1)', 'key = value'],
    ['a value without a key', '[timeouts]\n= 600', '= 600', 'neither a key', 'key = value'],
    [
      'a key that stands twice',
      '[aws]\nregion=a-b-1\nREGION: a-b-2',
      'aws.region',
      'stands twice (config.ini:3:1)',
      'Keep one',
    ],
    ['a section that stands twice', '[aws]\n[sns]\n[aws]', '[aws]', 'stands twice (config.ini:3:1)', 'one section'],
    ['a section of defaults', '[DEFAULT]\nregion = eu-west-1', '[DEFAULT]', 'gives keys to all', 'its own section'],
    ['interpolation', '[aws]\nregion = %(home)s', 'aws.region', 'stands for something else (config.ini:2:10)', '%%'],
    ['a lonely percent sign', '[logging]\nfile = 100%.log', 'logging.file', 'stands for something else', '%%'],
    ['YAML', 'timeouts:\n  drain: 600', 'timeouts', 'before any section', 'Write the section'],
    ['JSON', '{"timeouts": 1}', 'timeouts', 'before any section', 'Write the section'],
  ])('%s', (_what, text, ...refusal) => {
    expectRefusal(() => read(text), refusal);
  });
});

describe('a key or section of a config.ini that is not known', () => {
  test.each<[text: string, ...Refusal]>([
    [
      '[timeouts]\ndrain_timout = 600',
      'timeouts.drain_timout',
      'is not known (config.ini:2:1)',
      'Did you mean "drain_timeout"?',
    ],
    ['[timeouts]\ndrain-timeout = 600', 'timeouts.drain-timeout', 'is not known', 'Did you mean "drain_timeout"?'],
    ['[timeout]\ndrain_timeout = 600', 'timeout.drain_timeout', 'is not known', 'Write it under [timeouts].'],
    ['[aws]\ndrain_timeout = 600', 'aws.drain_timeout', 'is not known', 'Write it under [timeouts].'],
    ['[Timeouts]\ndrain_timeout = 600', 'Timeouts.drain_timeout', 'is not known', 'Write it under [timeouts].'],
    ['[exclusion]\nnames = a', 'exclusion.names', 'is not known', 'Did you mean the section [exclusions]?'],
    ['[sns]\nemail = a', 'sns.email', 'is not known', 'Remove it; known here: topic_arn.'],
    ['[colours]\nred = 1', 'colours.red', 'is not known', 'Remove it.'],
    ['[aws]\n__proto__ = 1', 'aws.__proto__', 'is not known', 'Remove it'],
    ['[a\u001b[2Jb]\nx = 1', '\\u{1b}', 'is not known', 'Remove it.'],
    [`[aws]\n${'x'.repeat(100_000)} = 1`, '(100000 characters)', 'is not known', 'Remove it'],
  ])('%j', (text, ...refusal) => {
    expectRefusal(() => read(text), refusal);
  });
});

describe('a value of a config.ini that will not do', () => {
  test.each<[text: string, ...Refusal]>([
    [
      '[timeouts]\ndrain_timeout = soon',
      'timeouts.drain_timeout',
      '"soon" is not a number (config.ini:2:17)',
      'Write a number',
    ],
    ['[timeouts]\ndrain_timeout =', 'timeouts.drain_timeout', '"" is not a number', 'Write a number'],
    [
      '[timeouts]\ndrain_timeout = 600 ; ten minutes',
      'drain_timeout',
      '"600 ; ten minutes"',
      'a comment has a line of its own',
    ],
    ['[timeouts]\ndrain_timeout = 600s', 'drain_timeout', '"600s" is not a number', 'Write a number'],
    ['[timeouts]\ndrain_timeout = 10.5', 'drain_timeout', '"10.5" is not a number', 'Write a number'],
    ['[timeouts]\ndrain_timeout = "600"', 'drain_timeout', '"\\"600\\"" is not a number', 'Write a number'],
    ['[timeouts]\ndrain_timeout = 5', 'drain_timeout', '5 is too small', 'Write 10 or more'],
    ['[timeouts]\ndrain_timeout = 99999', 'drain_timeout', '99999 is too big', 'Write 21600 or less'],
    ['[timeouts]\ndrain_timeout = -600', 'drain_timeout', '-600 is too small', 'Write 10 or more'],
    ['[timeouts]\ndrain_timeout = 600\n  700', 'drain_timeout', '"600\\n700" is not a number', 'Write a number'],
    ['[timeouts]\nkubectl_timeout = soon', 'timeouts.kubectl_timeout', '"soon" is not a number', 'take the key out'],
    ['[timeouts]\npod_grace_period = 0', 'timeouts.pod_grace_period', '0 is too small', 'Write 1 or more'],
    ['[timeouts]\nwebhook_validation_timeout = 1', 'webhook_validation_timeout', '1 is too small', 'Write 10 or more'],
    ['[aws]\nregion = "eu-west-1"', 'aws.region', '"\\"eu-west-1\\""', 'for example eu-west-1'],
    ['[aws]\nregion = Ireland', 'aws.region', '"Ireland"', 'for example eu-west-1'],
    ['[sns]\ntopic_arn = notices', 'sns.topic_arn', '"notices"', 'Write the ARN of a standard topic'],
    ['[sns]\ntopic_arn = arn:aws:sns:eu-west-1:1:a', 'sns.topic_arn', '"arn:aws:sns:eu-west-1:1:a"', 'Write the ARN'],
    ['[logging]\nlevel = LOUD', 'logging.level', '"LOUD" is not known', 'DEBUG, INFO, WARN, ERROR'],
    ['[exclusions]\nexcluded_clusters = a b, c', 'exclusions.excluded_clusters', '"a b"', '* and ? stand for'],
    ['[exclusions]\nexcluded_clusters = [a, c]', 'exclusions.excluded_clusters', '"[a"', '* and ? stand for'],
    ['[exclusions]\nexcluded_clusters = a\n  b', 'exclusions.excluded_clusters', '"a\\nb"', '* and ? stand for'],
    [
      '[autoscaler]\ndeployment_name = Cluster Autoscaler',
      'autoscaler.deployment_name',
      'Cluster Autoscaler',
      'namespace/name',
    ],
    ['[webhooks]\nwebhook_names = a:b:c', 'webhooks.webhook_names', '"a:b:c"', 'Write name or name:namespace'],
    ['[webhooks]\nwebhook_names = :kube-system', 'webhooks.webhook_names', '":kube-system"', 'name or name:namespace'],
    ['[webhooks]\nwebhook_names = my hook', 'webhooks.webhook_names', '"my hook"', 'configuration/webhook'],
    ['[eks]\ndefault_min_nodes = -1', 'eks.default_min_nodes', '-1 is too small', 'Write 0 or more'],
    ['[eks]\nmax_scale_down_nodes = 1', 'eks.max_scale_down_nodes', '"1" cannot be had', 'exclusions.nodeGroups'],
    ['[eks]\nmax_scale_down_nodes = none', 'eks.max_scale_down_nodes', '"none" cannot be had', 'Write 0'],
  ])('%j', (text, ...refusal) => {
    expectRefusal(() => read(text), refusal);
  });
});

test('everything that is wrong with a config.ini is told at once', () => {
  const { message } = refusalOf(() => read('[aws]\nregon = x\n[timeouts]\ndrain_timeout = soon\n[aws]\nlast'));
  expect(message).toContain('4 things are wrong');
  for (const where of ['config.ini:2:1', 'config.ini:4:17', 'config.ini:5:1', 'config.ini:6:1']) {
    expect(message).toContain(where);
  }
});

describe('an accounts.json is refused, with line and column', () => {
  test.each<[what: string, text: string, ...Refusal]>([
    ['an empty list', '[]', 'the whole', '[] is too small', 'Write 1 or more entries'],
    ['a name alone', '["dev"]', '0', '"dev" is not a group of keys', 'Write a group of keys'],
    ['an account without a region', '[{"name": "dev"}]', '0.region', 'is missing (accounts.json:1:2)', 'Give it'],
    ['a region that is none', '[{"name": "dev", "region": "Ireland"}]', '0.region', '"Ireland"', 'eu-west-1'],
    [
      'a number that is too short',
      '[{"name":"a","region":"eu-west-1","account_id":"1"}]',
      '0.account_id',
      '"1"',
      '12 digits',
    ],
    [
      'a number without quotes',
      '[{"name":"a","region":"eu-west-1","id":111122223333}]',
      '0.id',
      'not text',
      'in quotes',
    ],
    [
      'a key that is not known',
      '[{"name":"a","regoin":"eu-west-1"}]',
      '0.regoin',
      'is not known',
      'Did you mean "region"?',
    ],
    ['no JSON', '[{"name": "a"', 'YAML', 'accounts.json:1:', 'Correct the YAML'],
  ])('%s', (_what, text, ...refusal) => {
    expectRefusal(() => sourceFromText(text, 'accounts.json'), refusal);
  });
});

test('whatever a config.ini holds, it is read or refused in words', () => {
  const aLine = fc.oneof(
    fc.constantFrom(
      '[aws]',
      '[timeouts]',
      '  ',
      '# note',
      'region = eu-west-1',
      'drain_timeout: 600',
      '[',
      '=',
      ':',
      '%',
    ),
    anyText,
  );
  const isReadOrRefused = (lines: readonly string[]) => {
    try {
      read(lines.join('\n'));
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expectReadable((error as ConfigurationError).message);
    }
  };
  fc.assert(fc.property(fc.array(aLine, { maxLength: 8 }), isReadOrRefused), { numRuns: 300 });
});

test.each([
  ['equal signs', '='.repeat(250_000)],
  ['spaces before nothing', `[aws]\nx${' '.repeat(250_000)}y`],
  ['brackets', `[${']'.repeat(250_000)}x`],
  ['keys', Array.from({ length: 20_000 }, (_, index) => `k${index} = 1`).join('\n')],
])('250 KB of %s are told of in short', (_what, text) => {
  expectReadable(refusalOf(() => read(text)).message);
});
