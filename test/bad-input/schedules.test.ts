import { describe, expect, test } from '@jest/globals';
import { loadFile } from '../../src/config/load-configuration.ts';
import { expectRefusal, type Refusal, refusalOf } from './refusal.ts';

/** A file with one schedule that is right but for what is given. */
function withSchedule(over: Readonly<Record<string, unknown>>): string {
  const schedule = { name: 'nights', timezone: 'UTC', stop: '0 20 ? * MON-FRI *', clusters: ['dev'], ...over };
  return JSON.stringify({ schedules: [schedule] });
}

describe('a schedule is refused with the field, the value and the cure', () => {
  test.each<[string, Readonly<Record<string, unknown>>, ...Refusal]>([
    [
      'an hour that no day has',
      { stop: '0 25 ? * MON *' },
      'schedules.0.stop',
      '"0 25 ? * MON *"',
      'In the hours, "25"',
    ],
    ['Unix’s five fields', { start: '0 7 * * 1-5' }, 'schedules.0.start', '"0 7 * * 1-5"', 'six fields'],
    ['two days at once', { stop: '0 20 * * MON *' }, 'schedules.0.stop', '"0 20 * * MON *"', 'write ? for one'],
    ['cron in its parentheses', { stop: 'cron(0 20 ? * MON *)' }, 'schedules.0.stop', '"cron(', 'without cron( )'],
    ['a number for a time', { stop: 20 }, 'schedules.0.stop', '20 is not text', 'Write text, in quotes'],
    ['a zone with a slip', { timezone: 'Europe/Berln' }, 'schedules.0.timezone', '"Europe/Berln"', 'Europe/Berlin?'],
    ['an offset for a zone', { timezone: '+02:00' }, 'schedules.0.timezone', '"+02:00"', 'for example Europe/Berlin'],
    ['no zone', { timezone: undefined }, 'schedules.0.timezone', 'is missing', 'Give it: text'],
    ['no time', { stop: undefined }, 'schedules.0', 'will not do', 'Give it a stop, a start, or both'],
    ['no clusters', { clusters: undefined }, 'schedules.0', 'will not do', 'Say which clusters, with clusters or tags'],
    ['an empty list of clusters', { clusters: [] }, 'schedules.0.clusters', '[] is too small', 'Write 1 or more'],
    ['no tag at all', { tags: {} }, 'schedules.0.tags', '{} will not do', 'Name a tag'],
    ['a tag that is a number', { tags: { a: 1 } }, 'schedules.0.tags.a', '1 is not text', 'in quotes'],
    [
      'a tag of AWS’s own',
      { tags: { 'aws:x': 'y' } },
      'schedules.0.tags."aws:x"',
      'is a key',
      'Write the key of a tag',
    ],
    ['a name in capitals', { name: 'Nights' }, 'schedules.0.name', '"Nights"', 'Write small letters'],
    ['a name without end', { name: 'a'.repeat(41) }, 'schedules.0.name', '"aaaa', 'at most 40'],
    ['a window of days', { flexibleWindowMinutes: 1441 }, 'flexibleWindowMinutes', '1441 is too big', '1440 or less'],
    ['a key with a slip', { timeZone: 'UTC' }, 'schedules.0.timeZone', 'is not known', 'Did you mean "timezone"?'],
    ['an account as a number', { accounts: [111122223333] }, 'schedules.0.accounts.0', '111122223333', 'in quotes'],
    ['a country for a region', { regions: ['Ireland'] }, 'schedules.0.regions.0', '"Ireland"', 'for example eu-west-1'],
  ])('%s', (_what, over, ...refusal) => {
    expectRefusal(() => loadFile(withSchedule(over)), refusal);
  });

  test('a name that stands twice', () => {
    const one = '{ name: nights, timezone: UTC, stop: 0 20 ? * MON *, clusters: [a] }';
    expectRefusal(
      () => loadFile(`schedules:\n  - ${one}\n  - ${one}`),
      ['schedules.1.name', '"nights" will not do (eks-scheduler.yaml:3:7)', 'Give each schedule a name of its own'],
    );
  });

  test('with its line and column', () => {
    expect(refusalOf(() => loadFile('schedules:\n  - { name: nights }')).message).toContain('eks-scheduler.yaml:2:5');
  });
});

describe('the deployment is refused with the field, the value and the cure', () => {
  test.each<[string, string, ...Refusal]>([
    ['a retention that CloudWatch has not', 'logRetentionDays: 91', 'logRetentionDays', '91', 'Write one of 1, 3, 5'],
    ['a VPC by its name', 'network: { vpcId: main }', 'deployment.network.vpcId', '"main"', 'vpc-0a1b2c3d'],
    [
      'subnets without their zones',
      'network: { vpcId: vpc-0a1b2c3d, subnetIds: [subnet-0a1b2c3d], securityGroupIds: [], availabilityZones: [eu-west-1a, eu-west-1b] }',
      'deployment.network.availabilityZones',
      '["eu-west-1a","eu-west-1b"]',
      'Name the zone of each subnet',
    ],
    ['a path without its end', 'rolePath: /eks', 'deployment.rolePath', '"/eks"', 'begins and ends with /'],
    ['a boundary by its name', 'permissionsBoundary: b', 'permissionsBoundary', '"b"', 'Write the ARN of a policy'],
    ['an external id of one letter', 'externalId: x', 'deployment.externalId', '"x"', 'Write 2 to 1224 letters'],
    [
      'a pattern for an access entry',
      'accessEntries: ["*"]',
      'accessEntries.0',
      '"*"',
      'Write the name as EKS shows it',
    ],
    ['an alarm with a slip', 'alarms: { lockheldHours: 9 }', 'alarms.lockheldHours', 'not known', '"lockHeldHours"?'],
    [
      'a runbook that is no address',
      'runbookUrl: docs/runbook.md',
      'deployment.runbookUrl',
      '"docs',
      'Write an address',
    ],
    ['no drains at all', 'drainConcurrency: 0', 'deployment.drainConcurrency', '0', 'Write 1 or more'],
    [
      'fewer drains than the fleet has clusters',
      'drainConcurrency: 19',
      'deployment.drainConcurrency',
      '19 is below fleet.concurrency, 20',
      'lower fleet.concurrency',
    ],
    ['an alarm that is always late', 'alarms: { startLateMinutes: 0 }', 'startLateMinutes', '0', 'Write 5 or more'],
  ])('%s', (_what, text, ...refusal) => {
    expectRefusal(() => loadFile(`deployment: { ${text} }`), refusal);
  });

  test('a part of the alarms leaves the others as they are', () => {
    const { alarms } = loadFile('deployment: { alarms: { lockHeldHours: 3 } }', {
      EKS_DEPLOYMENT_ALARMS_START_LATE_MINUTES: '90',
    }).deployment;
    expect(alarms).toEqual({ webhookRelaxedHours: 14, lockHeldHours: 3, startLateMinutes: 90 });
  });
});
