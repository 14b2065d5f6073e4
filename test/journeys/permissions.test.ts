import { expect, test } from '@jest/globals';
import { aBareCluster, aFleet, home } from './a-fleet.ts';
import { aNightOnTheTwin } from './a-night.ts';
import { askingFor, without, withoutPermissions, withoutRolesIn } from './altered-access.ts';
import { onTheTwinAlone } from './plane.ts';

onTheTwinAlone('IAM stands before the AWS of the sandbox, whatever Kubernetes there is', () => {
  test('a function that may not write to the table fails its run, which says what to allow', async () => {
    const night = await aNightOnTheTwin({
      alterDeployment: without('eks-scheduler-record-state', 'dynamodb:PutItem'),
    });
    const stop = await night.stop();

    expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
    expect(night.failedState(stop.arn)).toBe('Record state');
    expect(stop.message).toContain(
      'User: arn:aws:sts::111122223333:assumed-role/eks-scheduler-record-state/eks-scheduler-record-state ' +
        'is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/',
    );
    expect(stop.message).toContain('because no identity-based policy allows the dynamodb:PutItem action');
    expect(stop.message).toContain('Allow dynamodb:PutItem for the role that the message names');
    expect(await night.differences()).toEqual([]);
  });

  test('a role that may not use the key of the table is told of the key', async () => {
    const night = await aNightOnTheTwin({ alterDeployment: without('eks-scheduler-prepare-run', 'kms:Decrypt') });
    const stop = await night.stop();

    expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
    expect(stop.message).toContain('is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:');
  });

  test('a cluster whose account asks for an external id that is not configured is not touched', async () => {
    const night = await aNightOnTheTwin({ alterDeployment: askingFor('eks-scheduler-access', 'blue-whale') });
    const stop = await night.stop();

    expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
    expect(stop.message).toContain('because no role trust policy allows the sts:AssumeRole action');
    expect(await night.differences()).toEqual([]);
  });

  test('an account that was not given the role is reported, and leaves the others alone', async () => {
    const elsewhere = { account: '222233334444', region: home.region };
    const fleet = await aFleet(
      { clusters: [aBareCluster('shop'), aBareCluster('ci', elsewhere)] },
      { alterDeployment: withoutRolesIn(elsewhere.account) },
    );
    const { report } = await fleet.run({
      action: 'stop',
      clusters: ['shop', 'c*'],
      accounts: [home.account, elsewhere.account],
    });

    expect(report?.clusters).toMatchObject([
      { account: elsewhere.account, status: 'failed', cause: expect.stringContaining('sts:AssumeRole') },
      { cluster: 'shop', status: 'skipped' },
    ]);
  });

  test('a machine that may not call its functions fails at the first of them', async () => {
    const night = await aNightOnTheTwin({
      alterDeployment: without('eks-scheduler-machine-scale-down', 'lambda:InvokeFunction'),
    });
    const stop = await night.stop();

    expect(stop).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
    expect(night.failedState(stop.arn)).toBe('Prepare run');
    expect(stop.message).toContain(
      'assumed-role/eks-scheduler-machine-scale-down/stop-1 is not authorized to perform: lambda:InvokeFunction',
    );
  });

  test('nobody hears of a failed run where the rule may not call the function', async () => {
    const night = await aNightOnTheTwin({ alterDeployment: withoutPermissions });
    await night.stop({ nodeGroups: ['none-of-this-name'] });
    await night.pass({ minutes: 5 });

    expect(night.sandbox.sns.messages).toEqual([]);
    expect(night.sandbox.iam.ledger.usedAndNotGranted).toMatchObject([
      { principal: 'events.amazonaws.com', action: 'lambda:InvokeFunction' },
    ]);
  });
});
