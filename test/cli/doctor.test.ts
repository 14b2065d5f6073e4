import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { expect, test } from '@jest/globals';
import { checkNames } from '../../cli/doctor/check-names.ts';
import { main } from '../../cli/main.ts';
import { credentials, place } from '../../sandbox/place.ts';
import { aDoctor, found, withSchedules } from './a-doctor.ts';

const { account, examine, printed } = aDoctor();
const dev = `${place.account}/${place.region}/dev`;

test('a sound deployment is all ok, asleep and awake, and the text says who sleeps since when', async () => {
  const night = await account({ alterDeployment: withSchedules(['office-stop', true], ['office-start', true]) });
  const sns = new SNSClient({ endpoint: night.sandbox.awsUrl, region: place.region, credentials });
  const TopicArn = `arn:aws:sns:${place.region}:${place.account}:${night.sandbox.deployment.topics[0]}`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint: 'arn:aws:sqs:eu-west-1:1:all' }));
  sns.destroy();

  const { code, findings } = await examine('--strict');
  expect(findings.filter(({ level }) => level !== 'ok')).toEqual([]);
  expect(findings.map(({ check }) => check)).toEqual([...checkNames]);
  expect(findings).toContainEqual(found('asleep', 'ok', 'no cluster sleeps'));
  expect(findings).toContainEqual(found('sizes', 'ok', 'dev is awake'));
  expect(code).toBe(0);

  await night.stop();
  printed.out = '';
  expect(await main(['doctor', '--strict'])).toBe(0);
  expect(printed.out).toMatch(
    new RegExp(`^ok +asleep +${dev} since 2026-01-12T20:\\S+ by stop-1; to come back: workers$`, 'm'),
  );
  expect(printed.out).toMatch(/^ok +sizes +dev sleeps, and 1 of its node groups will come back$/m);
  expect(printed.out).toMatch(/^17 ok, 0 warnings, 0 errors\.$/m);
});

test('--quiet says only what is wrong, warnings alone end with 0, and with 3 where --strict is said', async () => {
  await account();

  expect(await main(['doctor', '--quiet', '--only', 'schedules', '--only', 'machines'])).toBe(0);
  expect(printed.out.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^warning +schedules +there is none: nothing sleeps or wakes by itself$/),
    expect.stringMatching(/^ +Add them to config\/eks-scheduler.yaml/),
    '',
    '1 ok, 1 warning, 0 errors.',
  ]);
  expect((await examine('--strict', '--only', 'schedules')).code).toBe(3);
});

test.each([
  ['a region that is none', ['--region', 'Frankfurt'], 'for example eu-west-1'],
  ['a table that is none', ['--table', 'a b'], 'name of a table'],
  ['a check that is none', ['--only', 'luck'], 'credentials, machines'],
  ['an account that is none', ['--account', '12'], '12 digits'],
  ['a place without a cluster', ['--cluster-region', 'eu-west-1'], 'Say --cluster as well.'],
])('%s is refused with exit code 2 and nothing is asked', async (_what, words, says) => {
  expect(await main(['doctor', ...words])).toBe(2);
  expect(printed.out).toBe('');
  expect(printed.err).toContain(says);
});
