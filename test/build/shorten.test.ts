import { expect, test } from '@jest/globals';
import { shorten } from '../../build/terminal/shorten.ts';

test('of each phase the first line and the last are kept, and what is left out is marked once', () => {
  const lines = [
    'Good night',
    '20:00:00  Prepare run          cluster shop-dev',
    '20:00:07  Drain nodes          … 31 pods left',
    '20:00:11  Drain nodes          … 26 pods left',
    '20:00:15  Drain nodes          … 22 pods left',
    '20:01:11  Drain nodes          pods left 0',
    '20:01:14  Scale node group     … it is UPDATING',
    '20:01:17  Scale node group     node groups 3',
  ];

  expect(shorten(lines.join('\n')).split('\n')).toEqual([
    'Good night',
    '20:00:00  Prepare run          cluster shop-dev',
    '20:00:07  Drain nodes          … 31 pods left',
    '  ⋮',
    '20:01:11  Drain nodes          pods left 0',
    '20:01:14  Scale node group     … it is UPDATING',
    '20:01:17  Scale node group     node groups 3',
  ]);
});

test('lines that are alike and no phases stay', () => {
  expect(shorten('lost  a\nlost  b\nlost  c')).toBe('lost  a\nlost  b\nlost  c');
});

test('a line that is too long for a page ends with three dots', () => {
  expect(shorten('a'.repeat(200))).toBe(`${'a'.repeat(117)}…`);
});
