import { expect, test } from '@jest/globals';
import { inputOfRun } from '../../../cli/run/input-of-run.ts';
import type { RunOptions } from '../../../cli/run/run-options.ts';
import { ConfigurationError } from '../../../src/domain/errors.ts';

/** What is handed over for options that a person has given. */
function inputFor(action: 'stop' | 'start', options: Partial<RunOptions>) {
  return inputOfRun(action, { poll: 2, ...options });
}

const one = { cluster: ['dev'] };

test.each<[string, Partial<RunOptions>, object]>([
  ['a name alone', one, { cluster: 'dev' }],
  [
    'its place',
    { ...one, account: ['111122223333'], clusterRegion: ['us-east-1'] },
    { cluster: 'dev', account: '111122223333', region: 'us-east-1' },
  ],
  ['node groups', { ...one, nodeGroup: ['a', 'b'] }, { cluster: 'dev', nodeGroups: ['a', 'b'] }],
  [
    'a dry run with checks',
    { ...one, dryRun: true, minNodes: 2, verify: true },
    { cluster: 'dev', dryRun: true, minNodes: 2, verify: true },
  ],
  [
    'options over --input',
    { ...one, minNodes: 3, input: '{"minNodes":1,"drain":{"budgets":"strict"}}' },
    { cluster: 'dev', minNodes: 3, drain: { budgets: 'strict' } },
  ],
  ['the cluster in --input', { input: '{"cluster":"dev"}' }, { cluster: 'dev' }],
])('one cluster is a run of its own: %s', (_what, options, input) => {
  expect(inputFor('start', options)).toMatchObject({ kind: 'run', cluster: 'dev', input });
});

test.each<[string, Partial<RunOptions>, object]>([
  ['two names', { cluster: ['dev', 'test'] }, { action: 'stop', clusters: ['dev', 'test'] }],
  ['a pattern', { cluster: ['dev-*'] }, { action: 'stop', clusters: ['dev-*'] }],
  ['all', { target: ['all'] }, { action: 'stop', clusters: ['*'] }],
  ['a tag, whose value may have = in it', { target: ['tag=team=a=b'] }, { action: 'stop', tags: { team: 'a=b' } }],
  [
    'one name in two regions',
    { ...one, clusterRegion: ['eu-west-1', 'us-east-1'] },
    { action: 'stop', clusters: ['dev'], regions: ['eu-west-1', 'us-east-1'] },
  ],
  [
    'what each run is told',
    { target: ['all'], minNodes: 1, input: '{"drain":{"budgets":"wait"},"exclude":["prod"]}' },
    { action: 'stop', clusters: ['*'], exclude: ['prod'], overrides: { drain: { budgets: 'wait' }, minNodes: 1 } },
  ],
])('several clusters are a fleet: %s', (_what, options, input) => {
  expect(inputFor('stop', options)).toMatchObject({ kind: 'fleet', input });
});

test.each<[string, 'stop' | 'start', Partial<RunOptions>, RegExp]>([
  ['no cluster', 'stop', {}, /--cluster NAME, or --target all/],
  ['node groups of a fleet', 'stop', { target: ['all'], nodeGroup: ['a'] }, /--node-group is for one cluster/],
  ['all and more', 'stop', { ...one, target: ['all'] }, /--target all is all there are/],
  ['a takeover by a stop', 'stop', { ...one, input: '{"takeover":true}' }, /only a start|Only a start/],
  ['a key that nobody knows', 'start', { ...one, input: '{"minNode":2}' }, /minNodes/],
  ['text that is no JSON', 'start', { ...one, input: '{' }, /--input is not JSON/],
])('wrong input is told before AWS is asked: %s', (_what, action, options, says) => {
  expect(() => inputFor(action, options)).toThrow(ConfigurationError);
  expect(() => inputFor(action, options)).toThrow(says);
});
