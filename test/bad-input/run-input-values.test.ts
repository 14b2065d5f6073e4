import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseRunInput } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { prepare } from './prepare.ts';
import { expectLaterRefusal, expectReadable, type Refusal } from './refusal.ts';

const dev = { cluster: 'dev' };

describe('a value of an input is refused with the field, the value and the cure, before anything is asked of AWS', () => {
  test.each<[string, unknown, ...Refusal]>([
    // Values
    ['fewer nodes than none', { ...dev, minNodes: -1 }, 'minNodes', '-1 is too small', 'Write 0 or more'],
    ['half a node', { ...dev, minNodes: 1.5 }, 'minNodes', '1.5 is not a whole number', 'Write a whole number'],
    ['nodes in quotes', { ...dev, minNodes: '3' }, 'minNodes', '"3" is not a number', 'without quotes'],
    [
      'nodes past all numbers',
      JSON.parse('{"cluster":"dev","minNodes":1e999}'),
      'minNodes',
      'Infinity is not',
      'Write a number',
    ],
    ['no number of nodes', { ...dev, minNodes: null }, 'minNodes', 'null is not a number', 'Write a number'],
    ['a dry run in quotes', { ...dev, dryRun: 'false' }, 'dryRun', '"false" is not true or false', 'without quotes'],
    ['a dry run that is 0', { ...dev, dryRun: 0 }, 'dryRun', '0 is not true or false', 'Write true or false'],
    ['a dry run that is null', { ...dev, dryRun: null }, 'dryRun', 'null is not true or false', 'Write true or false'],
    [
      'a check that is a word',
      { ...dev, verify: 'yes' },
      'verify',
      '"yes" is not true or false',
      'Write true or false',
    ],
    [
      'a takeover that is a word',
      { ...dev, takeover: 'now' },
      'takeover',
      '"now" is not true or false',
      'Write true or false',
    ],
    ['a takeover by a stop', { ...dev, takeover: true }, 'takeover', 'true is not for a stop', 'Leave takeover out'],
    ['a failure that is none', { ...dev, onFailure: 'undo' }, 'onFailure', '"undo" is not known', 'hold, rollback'],
    [
      'timeouts that are one number',
      { ...dev, timeouts: 600 },
      'timeouts',
      '600 is not a group of keys',
      'Write a group of keys',
    ],
    [
      'a timeout that is negative',
      { ...dev, timeouts: { drain: -600 } },
      'timeouts.drain',
      '-600 is too small',
      'Write 10 or more',
    ],
    [
      'a timeout that is null',
      { ...dev, timeouts: { drain: null } },
      'timeouts.drain',
      'null is not a number',
      'Write a number',
    ],
    [
      'a timeout of nobody',
      { ...dev, timeouts: { drian: 60 } },
      'timeouts.drian',
      'is not known',
      'Did you mean "drain"?',
    ],
    [
      'a budget policy that is a list',
      { ...dev, drain: { budgets: ['wait'] } },
      'drain.budgets',
      '["wait"]',
      'computed, wait, strict',
    ],
    [
      'a grace of a minute in text',
      { ...dev, drain: { podGracePeriodSeconds: '60s' } },
      'drain.podGracePeriodSeconds',
      '"60s"',
      'Write a number',
    ],
    [
      'webhooks that are names',
      { ...dev, webhooks: ['guard'] },
      'webhooks',
      '["guard"] is not a group',
      'Write a group of keys',
    ],
    [
      'a webhook that is a formula',
      { ...dev, webhooks: { always: ['=cmd|x'] } },
      'webhooks.always.0',
      '"=cmd|x"',
      'configuration/webhook',
    ],
    [
      'an autoscaler that is a name',
      { ...dev, autoscaler: 'a/b' },
      'autoscaler',
      '"a/b" is not a group',
      'Write a group of keys',
    ],
    // Keys
    ['a key with a slip', { ...dev, dryrun: true }, 'dryrun', 'is not known', 'Did you mean "dryRun"?'],
    ['a key of the file alone', { ...dev, exclusions: { clusters: [] } }, 'exclusions', 'is not known', 'Remove it'],
    ['a key in capitals', { ...dev, CLUSTER: 'prod' }, 'CLUSTER', 'is not known', 'Did you mean "cluster"?'],
    [
      'the prototype',
      JSON.parse('{"cluster":"dev","__proto__":{"dryRun":true}}'),
      '__proto__',
      'is not known',
      'Remove it',
    ],
    [
      'the prototype, deeper',
      { ...dev, drain: JSON.parse('{"__proto__":{"budgets":"wait"}}') },
      'drain.__proto__',
      'is not known',
      'Remove it',
    ],
    ['the constructor', { ...dev, constructor: { prototype: 1 } }, 'constructor', 'is not known', 'Remove it'],
    ['a key that moves the cursor', { ...dev, '\u001b[2J': 1 }, '"\\u{1b}[2J"', 'is not known', 'Remove it'],
    ['a key with a point', { ...dev, 'drain.budgets': 'wait' }, '"drain.budgets"', 'is not known', 'Remove it'],
    [
      'a key of 10 MB',
      { ...dev, ['k'.repeat(10_000_000)]: 1 },
      'kkk…" (10000000 characters)',
      'is not known',
      'Remove it',
    ],
    ['a hundred thousand keys', manyKeys(), '100001 things are wrong', 'key0: is not known', 'and 99981 more'],
  ])('%s', async (_title, input, ...refusal) => {
    await expectLaterRefusal(() => prepare(input), refusal);
  });
});

test('the longest names that EKS allows are taken', () => {
  const input = { cluster: 'c'.repeat(100), nodeGroups: Array(500).fill('n'.repeat(63)) };
  expect(parseRunInput(input)).toEqual(input);
});

test('what an input says of the prototype reaches no other object', () => {
  const [input] = [JSON.parse('{"cluster":"dev","__proto__":{"polluted":true}}')];
  expect(() => parseRunInput(input)).toThrow(ConfigurationError);
  expect(Reflect.get({}, 'polluted')).toBe(undefined);
});

test('whatever an execution is given, it is taken or refused in words', () => {
  const aKey = fc.oneof(
    fc.constantFrom('cluster', 'region', 'minNodes', 'nodeGroups', 'timeouts', 'drain'),
    fc.string(),
  );
  const anInput = fc.oneof(fc.anything({ maxDepth: 3 }), fc.dictionary(aKey, fc.jsonValue({ maxDepth: 3 })));
  const isTakenOrRefused = (input: unknown) => {
    try {
      parseRunInput(input);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigurationError);
      expectReadable((error as ConfigurationError).message.replaceAll('undefined', ''));
    }
  };
  fc.assert(fc.property(anInput, isTakenOrRefused), { numRuns: 500 });
});

function manyKeys(): unknown {
  return Object.fromEntries(
    Array.from({ length: 100_001 }, (_, index) => [`key${index}`, 1]).concat([['cluster', 'dev']]),
  );
}
