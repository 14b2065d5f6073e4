import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type GroupToStart, startSizes } from '../../src/domain/start-sizes.ts';

function aGroup(name: string, minSize: number, desiredSize: number, maxSize: number): GroupToStart {
  const recorded = { minSize, maxSize, desiredSize };
  return { name, recorded, live: { minSize: 0, maxSize, desiredSize: 0 } };
}

function desiredOf(groups: readonly GroupToStart[], minNodes: number): Record<string, number> {
  const { sizes } = startSizes(groups, minNodes);
  return Object.fromEntries([...sizes].map(([name, { desiredSize }]) => [name, desiredSize]));
}

describe('the sizes that a start asks for', () => {
  const groups = [aGroup('system', 1, 2, 3), aGroup('apps', 2, 5, 6), aGroup('gpu', 0, 0, 4)];

  test('are exactly the recorded ones where minNodes is reached anyway', () => {
    const { sizes, missingNodes } = startSizes(groups, 7);

    expect(sizes.get('apps')).toEqual({ minSize: 2, maxSize: 6, desiredSize: 5 });
    expect(sizes.get('gpu')).toEqual({ minSize: 0, maxSize: 4, desiredSize: 0 });
    expect(missingNodes).toBe(0);
  });

  test('grow in the largest group first, up to its maximum, and in a group of zero last', () => {
    expect(desiredOf(groups, 8)).toEqual({ apps: 6, system: 2, gpu: 0 });
    expect(desiredOf(groups, 9)).toEqual({ apps: 6, system: 3, gpu: 0 });
    expect(desiredOf(groups, 11)).toEqual({ apps: 6, system: 3, gpu: 2 });
  });

  test('say how many nodes are missing where every group stands at its maximum', () => {
    expect(startSizes(groups, 20).missingNodes).toBe(7);
  });

  test('count what the other groups have, and do not touch them', () => {
    const untouched = { name: 'manual', live: { minSize: 1, maxSize: 9, desiredSize: 4 }, recorded: null };

    expect(desiredOf([...groups, untouched], 11)).toEqual({ apps: 5, system: 2, gpu: 0 });
  });

  test('do not depend on the order, nor on which groups are back already', () => {
    const someGroups = fc.array(fc.tuple(fc.nat(3), fc.nat(4), fc.nat(4), fc.boolean()), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(someGroups, fc.nat(40), (drawn, minNodes) => {
        const all = drawn.map(([min, more, room], index) =>
          aGroup(`group-${index}`, min, min + more, min + more + room + 1),
        );
        const expected = startSizes(all, minNodes);
        const later = all
          .map((group, index) => {
            const isBack = drawn[index]?.[3] === true;
            return isBack ? { ...group, live: expected.sizes.get(group.name) ?? group.live, recorded: null } : group;
          })
          .reverse();
        const again = startSizes(later, minNodes);
        for (const [name, size] of again.sizes) expect(size).toEqual(expected.sizes.get(name));
        expect(again.missingNodes).toBe(expected.missingNodes);
      }),
    );
  });
});
