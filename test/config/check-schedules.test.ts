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
    [
      'where one only stops, another only starts, and a third sleeps between',
      `schedules:
  - { name: evening, timezone: UTC, stop: 0 18 ? * FRI *, clusters: ["*"] }
  - { name: nap, timezone: UTC, stop: 0 12 ? * SUN *, start: 0 15 ? * SUN *, clusters: [dev] }
  - { name: morning, timezone: UTC, start: 0 7 ? * MON *, clusters: [dev, test] }`,
      'schedules.1',
      'the schedules "evening" and "nap" would both keep dev asleep, as on 2026-11-29 12:00 UTC',
      'Give each cluster one of them',
    ],
    [
      'where two that only stop share the start of a third',
      `schedules:
  - { name: early, timezone: UTC, stop: 0 18 ? * FRI *, clusters: [dev] }
  - { name: late, timezone: UTC, stop: 0 22 ? * FRI *, clusters: [dev] }
  - { name: morning, timezone: UTC, start: 0 7 ? * MON *, clusters: [dev] }`,
      'schedules.1',
      'the schedules "early" and "late" would both keep dev asleep, as on 2026-11-27 22:00 UTC',
      'Give each cluster one of them',
    ],
    [
      'where one only starts what another keeps asleep',
      `schedules: [{ name: nights, ${nights}, clusters: [dev] }, { name: early, timezone: UTC, start: 0 5 ? * WED *, clusters: ["*"] }]`,
      'schedules.1',
      'the start of the schedule "early" would come while "nights" keeps dev asleep, as on 2026-11-25 05:00 UTC',
      'Give each cluster one of them',
    ],
    [
      'where one only stops what another keeps asleep',
      `schedules: [{ name: again, timezone: UTC, stop: 0 22 ? * WED *, clusters: [dev] }, { name: nights, ${nights}, clusters: [dev] }]`,
      'schedules.1',
      'the stop of the schedule "again" would come while "nights" keeps dev asleep, as on 2026-11-25 22:00 UTC',
      'Give each cluster one of them',
    ],
    [
      'where a start with no stop before it wakes what another keeps asleep',
      `schedules:
  - { name: nap, timezone: UTC, stop: 0 12 ? * MON *, start: 0 13 * * ? *, clusters: [dev] }
  - { name: weekend, timezone: UTC, stop: 0 14 ? * FRI *, start: 0 6 ? * MON *, clusters: [dev] }`,
      'schedules.1',
      'the start of the schedule "nap" would come while "weekend" keeps dev asleep, as on 2026-11-28 13:00 UTC',
      'Give each cluster one of them',
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
    [
      'of which two stop at their hours and two start at theirs',
      `[{ name: a, timezone: UTC, stop: 0 20 ? * MON-THU *, clusters: ["*"] },
        { name: b, timezone: UTC, stop: 0 18 ? * FRI *, clusters: ["*"] },
        { name: c, timezone: UTC, start: 0 7 ? * TUE-FRI *, clusters: ["*"] },
        { name: d, timezone: UTC, start: 0 9 ? * MON *, clusters: ["*"] }]`,
    ],
    [
      'of which one sleeps between the stop and the start of others that share no cluster with it at once',
      `[{ name: a, timezone: UTC, stop: 0 18 ? * FRI *, clusters: [dev, test] },
        { name: b, timezone: UTC, start: 0 7 ? * MON *, clusters: [dev, shop] },
        { name: c, timezone: UTC, stop: 0 12 ? * SUN *, start: 0 15 ? * SUN *, clusters: [test, shop] }]`,
    ],
    [
      'for accounts that are configured',
      `[{ name: a, ${nights}, clusters: [a], accounts: ["111122223333"] }]
accounts: ["111122223333", "222233334444"]`,
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

  test('a start that may come while another keeps a cluster asleep', () => {
    const [warning] = check(
      `schedules: [{ name: a, ${nights}, tags: { team: web } }, { name: b, timezone: UTC, start: 0 5 ? * WED *, clusters: [dev] }]`,
    );
    expect(warning).toContain(
      'The start of the schedule "b" would come while "a" keeps a cluster asleep that fits both, as on 2026-11-25 05:00 UTC',
    );
  });

  test('a start that may end the sleep of one that only stops', () => {
    const [warning] = check(`schedules:
  - { name: evening, timezone: UTC, stop: 0 18 ? * FRI *, clusters: [dev] }
  - { name: nap, timezone: UTC, stop: 0 12 ? * SUN *, start: 0 15 ? * SUN *, clusters: [dev] }
  - { name: morning, timezone: UTC, start: 0 7 ? * MON *, tags: { team: web } }`);
    expect(warning).toContain('"evening" and "nap" would both keep a cluster asleep that fits both, as on 2026-11-29');
  });

  test('an account that the configured ones lack', () => {
    const [warning] = check(
      `accounts: ["111122223333"]\nschedules: [{ name: a, ${nights}, clusters: [dev], accounts: ["111122223333", "999999999999"] }]`,
    );
    expect(warning).toContain('"a" names the account 999999999999, and accounts has 111122223333 alone');
    expect(warning).toContain('the scheduler’s own account');
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
