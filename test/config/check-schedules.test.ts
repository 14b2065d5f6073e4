import { describe, expect, test } from '@jest/globals';
import { checkSchedules } from '../../src/config/check-schedules.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { expectRefusal, type Refusal, refusalOf } from '../bad-input/refusal.ts';

const nights = 'timezone: UTC, stop: 0 20 ? * MON-FRI *, start: 0 7 ? * MON-FRI *';

/** A Monday. */
function check(yaml: string): readonly string[] {
  return checkSchedules(loadFile(yaml), new Date('2026-11-23T00:00:00Z'));
}

describe('schedules are refused', () => {
  test.each<[string, string, ...Refusal]>([
    [
      'where two would keep one cluster asleep',
      `schedules:
  - { name: nights, ${nights}, clusters: ["shop-*"] }
  - { name: weekend, timezone: UTC, stop: 0 0 ? * SAT *, start: 0 12 ? * SUN *, clusters: ["*-eu"] }`,
      'schedules.1',
      'the schedules "nights" and "weekend" would both keep a cluster *-eu asleep, as on 2026-11-28 00:00 UTC',
      'Give each cluster one of them',
    ],
    [
      'where one names what a pattern of the other takes in',
      `schedules: [{ name: all, ${nights}, clusters: ["*"] }, { name: one, ${nights}, clusters: [x, dev] }]`,
      'schedules.1',
      'would both keep x asleep, as on 2026-11-23 20:00 UTC',
      'enabled: false',
    ],
    [
      'where one asks for tags of clusters that the other names too',
      `schedules: [{ name: all, ${nights}, clusters: ["*"] }, { name: web, ${nights}, tags: { team: web } }]`,
      'schedules.1',
      'would both keep a cluster asleep',
      'by tags',
    ],
    [
      'for a cluster that is excluded',
      `exclusions: { clusters: ["prod-*"] }
schedules: [{ name: nights, ${nights}, clusters: [dev, prod-eu] }]`,
      'schedules.0.clusters.1',
      '"prod-eu" of the schedule "nights" is what exclusions.clusters leaves out with "prod-*"',
      'Take it out of one of them',
    ],
    [
      'for a pattern of which every cluster is excluded',
      `exclusions: { clusters: ["prod*"] }
schedules: [{ name: nights, ${nights}, clusters: ["prod-*"] }]`,
      'schedules.0.clusters.0',
      '"prod-*"',
      'Take it out of one of them',
    ],
    [
      'where a stop and the start that should follow it fire together',
      'schedules: [{ name: odd, timezone: UTC, stop: 0 20 ? * MON *, start: 0 20 ? * MON *, clusters: [dev] }]',
      'schedules.0.start',
      '"0 20 ? * MON *" of the schedule "odd" may come together with its stop, as on 2026-11-23 20:00 UTC',
      'Let the start come later',
    ],
    [
      'where the flexible window lets the start come first',
      `schedules:
  - { name: odd, timezone: UTC, stop: 0 6 ? * MON *, start: 0 7 ? * MON *, clusters: [dev], flexibleWindowMinutes: 60 }`,
      'schedules.0.start',
      'may come together with its stop within its flexible window of 60 minutes, as on 2026-11-23 06:00 UTC',
      'Let the start come later',
    ],
  ])('%s', (_what, yaml, ...refusal) => {
    expectRefusal(() => check(yaml), refusal);
  });

  test('for all of it at once', () => {
    const { message } = refusalOf(() =>
      check(`exclusions: { clusters: [prod] }
schedules: [{ name: a, ${nights}, clusters: [prod, dev] }, { name: b, ${nights}, clusters: [dev] }]`),
    );
    expect(message).toContain('2 things are wrong');
  });
});

describe('schedules stand', () => {
  test.each([
    ['for other clusters', `[{ name: a, ${nights}, clusters: [a] }, { name: b, ${nights}, clusters: [b] }]`],
    [
      'where one of the two is switched off',
      `[{ name: a, ${nights}, clusters: [a] }, { name: b, enabled: false, ${nights}, clusters: [a] }]`,
    ],
    ['that match a cluster twice', `[{ name: a, ${nights}, clusters: ["*", dev, "d*"] }]`],
    [
      'for one cluster at other times',
      `[{ name: a, ${nights}, clusters: [a] },
        { name: b, timezone: UTC, stop: 0 12 ? * MON *, start: 0 13 ? * MON *, clusters: [a] }]`,
    ],
    [
      'of which one stops and another starts',
      `[{ name: a, timezone: UTC, stop: 0 20 ? * MON *, clusters: ["*"] },
        { name: b, timezone: UTC, start: 0 7 ? * TUE *, clusters: ["*"] }]`,
    ],
    ['for all but the excluded', `[{ name: a, ${nights}, clusters: ["*"] }]\nexclusions: { clusters: ["prod-*"] }`],
  ])('%s', (_what, schedules) => {
    expect(check(`schedules: ${schedules}`)).toEqual([]);
  });
});

describe('a warning tells of', () => {
  test.each([
    ['two tags that one cluster may have', 'tags: { team: web }', 'tags: { stage: dev }'],
    ['a tag that a named cluster may have', 'clusters: [dev]', 'tags: { team: web }'],
    ['a region that may be the scheduler’s own', 'clusters: [dev]', 'clusters: [dev], regions: [eu-west-1]'],
  ])('%s', (_what, one, other) => {
    const [warning] = check(`schedules: [{ name: a, ${nights}, ${one} }, { name: b, ${nights}, ${other} }]`);
    expect(warning).toContain(
      '"a" and "b" would both keep a cluster asleep that fits both, as on 2026-11-23 20:00 UTC',
    );
  });

  test('a stop that no start follows', () => {
    const [warning] = check('schedules: [{ name: once, timezone: UTC, stop: 0 20 ? * FRI *, clusters: [a] }]');
    expect(warning).toContain('"once" has a stop, and no schedule starts its clusters again');
  });

  test('a sleep in which a stop is hardly done', () => {
    const [warning] = check(
      'schedules: [{ name: nap, timezone: UTC, stop: 0 12 ? * * *, start: 20 12 ? * * *, clusters: [a] }]',
    );
    expect(warning).toContain('"nap" leaves 20 minutes between a stop and its start, as on 2026-11-23 12:00 UTC');
  });

  test('a start that never comes', () => {
    const [warning] = check(
      'schedules: [{ name: odd, timezone: UTC, stop: 0 20 ? * FRI *, start: 0 7 31 2 ? *, clusters: [a] }]',
    );
    expect(warning).toContain('The start of the schedule "odd", 0 7 31 2 ? *, comes at no time within a year');
  });
});
