import { expect, test } from '@jest/globals';
import { deploymentTarget } from '../../lib/deployment-target.ts';

function targetOf(context: Readonly<Record<string, unknown>>) {
  return deploymentTarget({ CDK_CONTEXT_JSON: JSON.stringify(context) });
}

test('without any context the template is for wherever the credentials lead', () => {
  const { configuration, ...place } = deploymentTarget({});

  expect(place).toEqual({});
  expect(configuration.schedules).toEqual([]);
});

test('account and region are taken together, also an account that is a number in cdk.json', () => {
  const { env } = targetOf({ account: 111122223333, region: 'eu-central-1', 'aws:cdk:other': true });

  expect(env).toEqual({ account: '111122223333', region: 'eu-central-1' });
});

test.each<[string, Record<string, unknown>, string]>([
  ['an account without a region', { account: '111122223333' }, 'account and region together'],
  ['an account that is none', { account: '12', region: 'eu-west-1' }, '12 digits'],
  ['a region that is none', { account: '111122223333', region: 'Frankfurt' }, 'eu-west-1'],
  ['a name that CloudFormation refuses', { stackName: '1st' }, 'Begin with a letter'],
  ['a file that is not there', { config: '/nowhere/ours.yaml' }, '/nowhere/ours.yaml'],
])('%s is refused with what to write instead', (_what, context, says) => {
  expect(() => targetOf(context)).toThrow(says);
});
