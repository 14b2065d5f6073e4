import { expect, test } from '@jest/globals';
import { readEnvironment } from '../../lambdas/environment.ts';

const deployed = {
  TABLE_NAME: 'state',
  REPORTS_BUCKET: 'reports',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:notices',
  ACCESS_ROLE_NAME: 'eks-scheduler-access',
  AWS_REGION: 'eu-west-1',
};

test('the environment is read into one frozen object', () => {
  const environment = readEnvironment({ ...deployed, POWERTOOLS_LOG_LEVEL: 'warning' });
  expect(environment).toEqual({
    tableName: 'state',
    reportsBucket: 'reports',
    topicArn: deployed.TOPIC_ARN,
    accessRoleName: 'eks-scheduler-access',
    externalId: null,
    region: 'eu-west-1',
    logLevel: 'WARN',
  });
  expect(Object.isFrozen(environment)).toBe(true);
});

test('the external id is read where a deployment has one', () => {
  expect(readEnvironment({ ...deployed, EXTERNAL_ID: 'night-4711' }).externalId).toBe('night-4711');
});

test.each(Object.keys(deployed))('%s is named when it is missing', (name) => {
  expect(() => readEnvironment({ ...deployed, [name]: undefined })).toThrow(`Environment variable ${name} is not set.`);
});

test('the log level is INFO unless a known one is given', () => {
  expect(readEnvironment(deployed).logLevel).toBe('INFO');
  expect(readEnvironment({ ...deployed, POWERTOOLS_LOG_LEVEL: 'loud' }).logLevel).toBe('INFO');
});
