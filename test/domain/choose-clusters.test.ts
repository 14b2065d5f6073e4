import { describe, expect, test } from '@jest/globals';
import { chooseClusters, type FoundCluster, type Selection } from '../../src/domain/choose-clusters.ts';
import { excludeTag } from '../../src/domain/exclude-tag.ts';

const here = { account: '111122223333', region: 'eu-west-1' };
const there = { account: '222233334444', region: 'eu-central-1' };

function aCluster(cluster: string, parts: Partial<FoundCluster> = {}): FoundCluster {
  return { ...here, cluster, tags: {}, ...parts };
}

function choose(
  selection: Partial<Selection>,
  found: readonly FoundCluster[],
  unlisted: readonly (typeof here)[] = [],
) {
  const whole: Selection = { action: 'stop', patterns: [], tags: {}, exclude: [], excludedFromStops: [], ...selection };
  const { chosen, settled, warnings } = chooseClusters(whole, found, { listed: [here], unlisted });
  return { chosen: chosen.map(({ cluster }) => cluster), settled, warnings };
}

const found = [
  aCluster('dev', { tags: { team: 'web' } }),
  aCluster('shop-eu'),
  aCluster('shop-us', { tags: { team: 'web' } }),
];

describe('the clusters of a fleet', () => {
  test.each<[string, Partial<Selection>, string[]]>([
    ['a name', { patterns: ['dev'] }, ['dev']],
    ['a glob', { patterns: ['shop-*'] }, ['shop-eu', 'shop-us']],
    ['all', { patterns: ['*'] }, ['dev', 'shop-eu', 'shop-us']],
    ['a name twice, and a glob that fits it too', { patterns: ['dev', 'dev', 'd*'] }, ['dev']],
    ['a tag', { tags: { team: 'web' } }, ['dev', 'shop-us']],
    ['a glob and a tag: both have to fit', { patterns: ['shop-*'], tags: { team: 'web' } }, ['shop-us']],
    ['two tags: both have to be there', { tags: { team: 'web', stage: 'test' } }, []],
  ])('are those of %s', (_, selection, chosen) => {
    expect(choose(selection, found).chosen).toEqual(chosen);
  });

  test('are each there once, also when two lists name them, and twice when two places have one of that name', () => {
    const twice = [...found, aCluster('dev'), aCluster('dev', there)];
    expect(choose({ patterns: ['dev'] }, twice).chosen).toEqual(['dev', 'dev']);
  });

  test.each<[string, Partial<Selection>, string]>([
    ['the input', { exclude: ['shop-*'] }, 'excluded by exclude: shop-*'],
    ['the configuration', { excludedFromStops: ['shop-??'] }, 'excluded by exclusions.clusters: shop-??'],
  ])('are put to sleep but for those that %s excludes, which are reported', (_, selection, reason) => {
    const { chosen, settled } = choose({ patterns: ['*'], ...selection }, found);
    expect(chosen).toEqual(['dev']);
    expect(settled).toEqual(['shop-eu', 'shop-us'].map((cluster) => ({ ...here, cluster, status: 'skipped', reason })));
  });

  test('are woken also where a stop would leave them alone: one may have put them to sleep before', () => {
    const tagged = aCluster('dev', { tags: { [excludeTag]: 'true' } });
    const selection = { patterns: ['*'], excludedFromStops: ['dev'] };
    expect(choose({ ...selection, action: 'start' }, [tagged]).chosen).toEqual(['dev']);
    expect(choose({ ...selection, action: 'stop' }, [tagged]).chosen).toEqual([]);
    expect(choose({ patterns: ['*'], action: 'stop' }, [tagged]).settled).toMatchObject([
      { reason: `excluded by the cluster's tag ${excludeTag}=true` },
    ]);
    expect(choose({ patterns: ['*'], exclude: ['dev'], action: 'start' }, [tagged]).chosen).toEqual([]);
  });
});

describe('what finds no cluster', () => {
  test('is a failure where it is a name, with the names that are near', () => {
    expect(choose({ patterns: ['dve', 'dev'] }, found)).toMatchObject({
      chosen: ['dev'],
      settled: [
        {
          ...{ ...here, cluster: 'dve', status: 'failed', error: 'ClusterNotFound', repeatable: false },
          cause: 'not found: no place that was looked at has a cluster of this name. Did you mean dev?',
        },
      ],
      warnings: [],
    });
  });

  test('may be where nobody could look', () => {
    const { settled } = choose({ patterns: ['prod'] }, found, [there]);
    expect(settled).toMatchObject([
      { account: '-', region: '-', cause: expect.stringContaining('It may be where clusters could not be listed.') },
    ]);
  });

  test('is a warning where it is a glob or a tag', () => {
    expect(choose({ patterns: ['prod-*', 'dev'] }, found).warnings).toEqual([
      "clusters: no cluster's name fits prod-*.",
    ]);
    expect(choose({ tags: { team: 'data' } }, found)).toEqual({
      ...{ chosen: [], settled: [] },
      warnings: ['tags: no cluster carries team=data.'],
    });
    expect(choose({ patterns: ['shop-eu'], tags: { team: 'web' } }, found).warnings).toEqual([
      'tags: no cluster of shop-eu carries team=web.',
    ]);
  });
});
