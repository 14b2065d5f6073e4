import { STSClient } from '@aws-sdk/client-sts';
import { expect, test } from '@jest/globals';
import { accessCredentials } from '../../lambdas/access-credentials.ts';
import { readEnvironment } from '../../lambdas/environment.ts';

const environment = readEnvironment({
  ...{ TABLE_NAME: 'state', REPORTS_BUCKET: 'reports', TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:notices' },
  ...{ AWS_REGION: 'eu-west-1', ACCESS_CREDENTIALS: 'own' },
});
const own = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const sts = new STSClient({ region: 'eu-west-1', credentials: own });
const execution = {
  arn: 'arn:aws:states:eu-west-1:111122223333:execution:eks-scheduler-scale-down:night',
  name: 'night',
};

function credentialsIn(account: string) {
  return accessCredentials({ sts }, environment, account, execution, () => new Date())();
}

test('a scheduler that is to act with its own credentials does so in its own account', async () => {
  expect(await credentialsIn('111122223333')).toMatchObject(own);
});

test('in another account it is refused, with the two ways to get there', async () => {
  await expect(credentialsIn('444455556666')).rejects.toMatchObject({
    name: 'AccessDeniedError',
    message: expect.stringMatching(/account 444455556666.*of 111122223333\..*--access-role/),
  });
});
