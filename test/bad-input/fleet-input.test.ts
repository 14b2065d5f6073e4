import { describe, expect, test } from '@jest/globals';
import { parseFleetInput } from '../../src/config/fleet-input.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import { expectRefusal, type Refusal } from './refusal.ts';

const all = { action: 'stop', clusters: ['*'] };
const slot = { name: 'nights', scheduledTime: '2026-11-23T20:00:00Z' };
const accounts = Array.from({ length: 126 }, (_, index) => `111122${String(index).padStart(6, '0')}`);
const regions = Array.from({ length: 20 }, (_, index) => `eu-west-${index + 1}`);

describe('the input of a fleet is refused with the field, the value and the cure', () => {
  test.each<[string, unknown, ...Refusal]>([
    ['nothing', null, 'the whole', 'null', 'Write a group of keys'],
    ['no action', { clusters: ['*'] }, 'action', 'is missing', 'Write one of stop, start'],
    ['an action of another word', { ...all, action: 'sleep' }, 'action', '"sleep" is not known', 'stop, start'],
    ['no clusters', { action: 'stop' }, 'clusters', 'is missing', '["*"] means all'],
    ['an empty list and no tags', { action: 'stop', clusters: [], tags: {} }, 'clusters', '[]', '["*"] means all'],
    ['a cluster that is no list', { ...all, clusters: 'dev' }, 'clusters', '"dev" is not a list', 'Write a list'],
    ['a cluster of the input of a run', { ...all, cluster: 'dev' }, 'cluster', 'is not known', '"clusters"'],
    ['a path for a cluster', { ...all, clusters: ['../dev'] }, 'clusters.0', '"../dev"', 'Write a name'],
    ['a tag of AWS', { ...all, tags: { 'aws:x': '1' } }, 'tags', 'key', 'Write the key of a tag'],
    ['a number for a tag', { ...all, tags: { cost: 7 } }, 'tags.cost', '7 is not text', 'in quotes'],
    ['eleven digits', { ...all, accounts: ['11112222333'] }, 'accounts.0', '"11112222333"', '12 digits'],
    ['a zone for a region', { ...all, regions: ['eu-west-1a'] }, 'regions.0', '"eu-west-1a"', 'eu-west-1'],
    [
      'an override of nobody',
      { ...all, overrides: { cluster: 'a' } },
      'overrides.cluster',
      'is not known',
      'Remove it',
    ],
    ['node groups of many clusters', { ...all, nodeGroups: ['a'] }, 'nodeGroups', 'is not known', 'Remove it'],
    [
      'more places than can be looked at',
      { ...all, accounts, regions },
      'accounts, regions',
      '2520 places',
      'Name fewer',
    ],
    ['a takeover by a stop', { ...all, takeover: true }, 'takeover', 'true', 'Leave takeover out'],
    [
      'a schedule without its time',
      { ...all, schedule: { name: 'a' } },
      'schedule.scheduledTime',
      'missing',
      'Give it',
    ],
    ['a local time', { ...all, schedule: { ...slot, scheduledTime: '2026-11-23 20:00' } }, 'schedule', '20:00', 'UTC'],
    ['a placeholder', { ...all, schedule: { ...slot, scheduledTime: '<aws>' } }, 'schedule', '"<aws>"', 'UTC'],
  ])('%s', (_, input, ...refusal) => {
    expectRefusal(() => parseFleetInput(input), refusal);
  });

  test('what a schedule and a person write is taken', () => {
    const whole = { ...all, tags: { team: 'web' }, accounts: [], regions: [], exclude: ['prod-*'], schedule: slot };
    expect(parseFleetInput(whole)).toEqual(whole);
    // Just as many as can be; the one that stands twice is one.
    expect(parseFleetInput({ ...all, accounts: [...accounts.slice(0, 125), accounts[0]], regions })).toBeDefined();
    expect(parseFleetInput({ action: 'start', tags: { team: 'web' }, takeover: true })).toMatchObject({
      takeover: true,
    });
  });
});

test.each([
  ['A fleet', { accounts, regions }],
  [
    'The schedule "nights"',
    { regions, schedules: [{ name: 'nights', stop: '0 20 ? * * *', timezone: 'UTC', clusters: ['*'], accounts }] },
  ],
])('%s of too many places is refused before it is deployed', (whose, file) => {
  const load = () => loadFile(JSON.stringify(file));
  expect(load).toThrow(ConfigurationError);
  expect(load).toThrow(`${whose} would look at 2520 places, 126 accounts in 20 regions`);
});
