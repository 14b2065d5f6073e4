import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeSize, encodeSize } from '../../src/domain/recorded-size.ts';

const anySize = fc
  .tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000))
  .map((sizes) => sizes.sort((one, other) => one - other))
  .map(([minSize, desiredSize, maxSize]) => ({
    minSize: minSize ?? 0,
    desiredSize: desiredSize ?? 0,
    maxSize: Math.max(maxSize ?? 1, 1),
  }));

describe('the tag that holds a recorded size', () => {
  test('says the sizes and the run in words', () => {
    const text = encodeSize({ minSize: 2, maxSize: 10, desiredSize: 5 }, 'night-0412');

    expect(text).toBe('min=2 max=10 desired=5 run=night-0412');
  });

  test('leaves the run out when a tag cannot hold its name', () => {
    const size = { minSize: 0, maxSize: 1, desiredSize: 0 };

    expect(encodeSize(size, 'night(1)')).toBe('min=0 max=1 desired=0');
    expect(encodeSize(size, 'n'.repeat(300))).toBe('min=0 max=1 desired=0');
  });

  test('comes back as it was written, in a text that AWS takes', () => {
    fc.assert(
      fc.property(anySize, fc.string({ maxLength: 80 }), (size, runId) => {
        const text = encodeSize(size, runId);
        expect(text).toMatch(/^[A-Za-z0-9 _.:/=+@-]{1,256}$/);
        expect(decodeSize(text)).toEqual(size);
      }),
    );
  });

  test.each([
    undefined,
    '',
    'min=2',
    'min=2 max=10',
    'min=2 max=10 desired=',
    'min=2 max=10 desired=five',
    'min=2 max=10 desired=-1',
    'min=2 max=10 desired=5.5',
    'min=2 max=10 desired=5 ',
    ' min=2 max=10 desired=5',
    'min=2 max=10 desired=5 run=a b',
    'min=2  max=10 desired=5',
    'max=10 min=2 desired=5',
    'min=2 max=10 desired=5\n',
    'min=2 max=10 desired=11',
    'min=6 max=10 desired=5',
    'min=0 max=0 desired=0',
    'min=99999999 max=99999999 desired=99999999',
  ])('%j is not a size', (text) => {
    expect(decodeSize(text)).toBeNull();
  });
});
