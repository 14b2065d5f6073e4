import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { matchesGlob } from '../../src/domain/glob.ts';
import { globsMeet, isWithinGlob } from '../../src/domain/globs-meet.ts';

describe('two globs', () => {
  test.each([
    ['dev', 'dev', true],
    ['dev', 'test', false],
    ['*', 'dev', true],
    ['*', '*', true],
    ['*', '', true],
    ['shop-*', '*-eu', true],
    ['shop-*', 'web-*', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a??', 'a*b', true],
    ['*a', '*b', false],
    ['a*b*c', 'a?c', true],
    ['a*b*c', 'a?', false],
    ['a*b*c', '?b?', true],
  ])('%j and %j have a name in common: %s', (one, other, meet) => {
    expect(globsMeet(one, other)).toBe(meet);
    expect(globsMeet(other, one)).toBe(meet);
  });

  const pattern = fc.stringMatching(/^[ab*?]{0,6}$/);
  const names = ['', ...words(1), ...words(2), ...words(3), ...words(4)];

  test('meet where a name fits both', () => {
    const meetsWhereOneFits = (one: string, other: string) => {
      const fitsBoth = names.some((name) => matchesGlob(one, name) && matchesGlob(other, name));
      if (fitsBoth) expect(globsMeet(one, other)).toBe(true);
      // Without stars nothing longer than the patterns fits them, and these are all the words of that length.
      if (!fitsBoth && !`${one}${other}`.includes('*') && one.length <= 4) expect(globsMeet(one, other)).toBe(false);
    };
    fc.assert(fc.property(pattern, pattern, meetsWhereOneFits), { numRuns: 500 });
  });

  test('are one within the other only where each name of the one fits the other', () => {
    const holds = (glob: string, wider: string) => {
      if (!isWithinGlob(glob, wider)) return;
      for (const name of names.filter((it) => matchesGlob(glob, it))) expect(matchesGlob(wider, name)).toBe(true);
    };
    fc.assert(fc.property(pattern, pattern, holds), { numRuns: 500 });
    expect(isWithinGlob('prod-eu', 'prod-*')).toBe(true);
    expect(isWithinGlob('prod-*', 'prod-*')).toBe(true);
    expect(isWithinGlob('*', 'prod-*')).toBe(false);
  });
});

function words(length: number): string[] {
  return length === 0 ? [''] : words(length - 1).flatMap((word) => [`${word}a`, `${word}b`]);
}
