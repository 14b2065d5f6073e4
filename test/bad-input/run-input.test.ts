import { describe, test } from '@jest/globals';
import { prepare } from './prepare.ts';
import { expectLaterRefusal, type Refusal } from './refusal.ts';

const dev = { cluster: 'dev' };

describe('an input is refused with the field, the value and the cure, before anything is asked of AWS', () => {
  test.each<[string, unknown, ...Refusal]>([
    // The whole
    ['nothing', null, 'the whole', 'null is not a group of keys', 'Write a group of keys'],
    ['no input at all', undefined, 'the whole', 'is missing', 'Give it: a group of keys'],
    ['text', 'dev', 'the whole', '"dev" is not a group of keys', 'Write a group of keys'],
    ['JSON in text', '{"cluster":"dev"}', 'the whole', '"{\\"cluster\\":\\"dev\\"}" is not', 'Write a group of keys'],
    ['a number', 7, 'the whole', '7 is not a group of keys', 'Write a group of keys'],
    ['true', true, 'the whole', 'true is not a group of keys', 'Write a group of keys'],
    ['a list', ['dev'], 'the whole', '["dev"] is not a group of keys', 'Write a group of keys'],
    ['a list of inputs', [dev, dev], 'the whole', '[{"cluster":"dev"},{"cluster":"dev"}]', 'Write a group of keys'],
    ['an empty group', {}, 'cluster', 'is missing', 'Give it: text'],
    ['nesting without end', nested(60_000), 'the whole', '[[[[…]]]] is not a group of keys', 'Write a group of keys'],
    [
      'nesting without end, in the cluster',
      { cluster: nested(60_000) },
      'cluster',
      '[[[[…]]]] is not text',
      'Write text',
    ],
    ['nesting without end, in a key of nobody', { ...dev, a: nested(60_000) }, 'a', 'is not known', 'Remove it'],
    // Names
    ['nothing for the cluster', { cluster: null }, 'cluster', 'null is not text', 'Write text'],
    ['a list of clusters', { cluster: ['dev', 'prod'] }, 'cluster', '["dev","prod"] is not text', 'Write text'],
    ['a number for the cluster', { cluster: 7 }, 'cluster', '7 is not text', 'in quotes'],
    ['a cluster of no characters', { cluster: '' }, 'cluster', '""', 'as EKS shows it'],
    ['a cluster of a space', { cluster: ' ' }, 'cluster', '" "', 'as EKS shows it'],
    ['a space after the cluster', { cluster: 'dev ' }, 'cluster', '"dev "', 'as EKS shows it'],
    ['a line end after the cluster', { cluster: 'dev\n' }, 'cluster', '"dev\\n"', 'as EKS shows it'],
    ['a cluster of 101 characters', { cluster: 'a'.repeat(101) }, 'cluster', '(101 characters)', 'at most 100'],
    ['a cluster of 10 MB', { cluster: 'a'.repeat(10_000_000) }, 'cluster', 'aaa…" (10000000', 'at most 100'],
    ['a pattern', { cluster: 'dev-*' }, 'cluster', '"dev-*"', 'as EKS shows it'],
    ['a path', { cluster: '../prod' }, 'cluster', '"../prod"', 'as EKS shows it'],
    ['a query', { cluster: 'dev?x=1' }, 'cluster', '"dev?x=1"', 'as EKS shows it'],
    ['an escaped slash', { cluster: 'dev%2fprod' }, 'cluster', '"dev%2fprod"', 'as EKS shows it'],
    ['a shell', { cluster: 'dev; rm -rf /' }, 'cluster', '"dev; rm -rf /"', 'as EKS shows it'],
    ['a substitution', { cluster: '$(id)' }, 'cluster', '"$(id)"', 'as EKS shows it'],
    ['backticks', { cluster: '`id`' }, 'cluster', '"`id`"', 'as EKS shows it'],
    ['a formula of a spreadsheet', { cluster: '=1+1' }, 'cluster', '"=1+1"', 'as EKS shows it'],
    ['a tag of HTML', { cluster: '<b>dev</b>' }, 'cluster', '"<b>dev</b>"', 'as EKS shows it'],
    ['a quote', { cluster: 'dev"' }, 'cluster', '"dev\\""', 'as EKS shows it'],
    ['a zero byte', { cluster: 'dev\0' }, 'cluster', '"dev\\u{0}"', 'as EKS shows it'],
    ['a colour for the terminal', { cluster: '\u001b[31mdev' }, 'cluster', '"\\u{1b}[31mdev"', 'as EKS shows it'],
    ['a letter of Cyrillic', { cluster: 'dеv' }, 'cluster', '"dеv"', 'as EKS shows it'],
    ['a word of Hebrew', { cluster: 'שלום' }, 'cluster', '"שלום"', 'as EKS shows it'],
    ['a name that reads backwards', { cluster: 'dev\u202e' }, 'cluster', '"dev\\u{202e}"', 'as EKS shows it'],
    ['a space of no width', { cluster: 'd\u200bev' }, 'cluster', '"d\\u{200b}ev"', 'as EKS shows it'],
    ['a byte order mark', { cluster: '\ufeffdev' }, 'cluster', '"\\u{feff}dev"', 'as EKS shows it'],
    ['an accent of its own', { cluster: 'de\u0301v' }, 'cluster', '"de\\u{301}v"', 'as EKS shows it'],
    ['half a character', { cluster: '\ud83d' }, 'cluster', '"\\u{d83d}"', 'as EKS shows it'],
    ['wide letters', { cluster: 'ｄｅｖ' }, 'cluster', '"ｄｅｖ"', 'as EKS shows it'],
    [
      'an ARN',
      { cluster: 'arn:aws:eks:eu-west-1:111122223333:cluster/dev' },
      'cluster',
      '"arn:aws:eks',
      'as EKS shows it',
    ],
    ['a word for a region', { ...dev, region: 'Ireland' }, 'region', '"Ireland"', 'for example eu-west-1'],
    ['a zone for a region', { ...dev, region: 'eu-west-1a' }, 'region', '"eu-west-1a"', 'for example eu-west-1'],
    [
      'a region that is a host',
      { ...dev, region: 'eu-west-1.evil.example' },
      'region',
      '"eu-west-1.evil',
      'for example',
    ],
    [
      'a region without end',
      { ...dev, region: `eu${'-west'.repeat(50)}-1` },
      'region',
      '(254 characters)',
      'for example',
    ],
    [
      'an account that is a number',
      { ...dev, account: 111122223333 },
      'account',
      '111122223333 is not text',
      'in quotes',
    ],
    [
      'an account with hyphens',
      { ...dev, account: '1111-2222-3333' },
      'account',
      '"1111-2222-3333"',
      'Write the 12 digits',
    ],
    [
      'an account of somebody else',
      { ...dev, account: '444455556666' },
      'account',
      '"444455556666" is not one of',
      'Write one of 111122223333',
    ],
    [
      'one node group that is not in a list',
      { ...dev, nodeGroups: 'apps' },
      'nodeGroups',
      '"apps" is not a list',
      'Write a list',
    ],
    ['no node groups', { ...dev, nodeGroups: [] }, 'nodeGroups', '[] is too small', 'Write 1 or more entries'],
    ['a node group of nothing', { ...dev, nodeGroups: [''] }, 'nodeGroups.0', '""', 'as EKS shows it'],
    [
      'a node group that is null',
      { ...dev, nodeGroups: ['a', null] },
      'nodeGroups.1',
      'null is not text',
      'Write text',
    ],
    [
      'a node group of 64 characters',
      { ...dev, nodeGroups: ['n'.repeat(64)] },
      'nodeGroups.0',
      '(64 characters)',
      'at most 63',
    ],
    ['a node group that is a path', { ...dev, nodeGroups: ['a/../b'] }, 'nodeGroups.0', '"a/../b"', 'as EKS shows it'],
    ['a pattern of node groups', { ...dev, nodeGroups: ['gpu-*'] }, 'nodeGroups.0', '"gpu-*"', 'as EKS shows it'],
    [
      'more node groups than EKS has',
      { ...dev, nodeGroups: Array(501).fill('a') },
      'nodeGroups',
      'is too big',
      '500 or less entries',
    ],
    [
      'a million node groups',
      { ...dev, nodeGroups: Array(1_000_000).fill(1) },
      'nodeGroups',
      'is too big',
      '500 or less entries',
    ],
  ])('%s', async (_title, input, ...refusal) => {
    await expectLaterRefusal(() => prepare(input), refusal);
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}
