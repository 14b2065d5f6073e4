import { expect, test } from '@jest/globals';
import { configurationToDeploy } from '../../lib/configuration-to-deploy.ts';
import { defaults } from '../../src/config/defaults.ts';

/** What is deployed with this environment, and what is told meanwhile. */
function deployedWith(environment: Readonly<Record<string, string>>) {
  const told: string[] = [];
  const configuration = configurationToDeploy(environment, (warning) => told.push(warning));
  return { configuration, told };
}

test('the commented file is deployed where nothing else is said, and nothing is told', () => {
  expect(deployedWith({})).toEqual({ configuration: defaults, told: [] });
});

test('a config.ini of the original tool is deployed as it is, and what somebody should see to is told', () => {
  const { configuration, told } = deployedWith({ EKS_CONFIG: 'config/config.example.ini', EKS_DRAIN_TIMEOUT: '700' });

  expect(configuration).toMatchObject({ drain: { budgets: 'wait' }, regions: ['ap-southeast-2'] });
  expect(configuration.timeouts.drain).toBe(700);
  expect(told).toEqual([
    expect.stringMatching(/^sns\.topic_arn: .* counts as no topic.*\(config\/config\.example\.ini:8:13\)$/),
  ]);
});

test('a variable of the original tool that means nothing here is no reason not to deploy', () => {
  const { configuration, told } = deployedWith({ EKS_KUBECTL_TIMEOUT: '600', EKS_AWS_TAG_KEY: 'Night' });

  expect(configuration).toEqual(defaults);
  expect(told).toEqual([expect.stringContaining('environment variable EKS_AWS_TAG_KEY')]);
});
