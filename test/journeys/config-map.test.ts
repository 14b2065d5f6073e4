import { expect, test } from '@jest/globals';
import { aNightOnTheTwin } from './a-night.ts';
import { onTheTwinAlone } from './plane.ts';

onTheTwinAlone('the mode of a cluster is EKS’s, whatever Kubernetes there is', () => {
  test('a cluster that knows no access entries is refused with the command that changes it', async () => {
    const night = await aNightOnTheTwin();
    night.sandbox.eks.letInByConfigMap();
    const stop = await night.stop();

    expect(stop).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
    expect(night.failedState(stop.arn)).toBe('Prepare run');
    expect(stop.message).toContain('cluster dev is of the authentication mode CONFIG_MAP');
    expect(stop.message).toContain(
      'aws eks update-cluster-config --name dev --access-config authenticationMode=API_AND_CONFIG_MAP',
    );
    expect(stop.message).toContain('npx eks-scheduler access --cluster dev');
    expect(await night.differences()).toEqual([]);
  });

  test('a cluster whose aws-auth maps the role is put to sleep', async () => {
    const night = await aNightOnTheTwin();
    night.sandbox.eks.letInByConfigMap(['arn:aws:iam::111122223333:role/eks-scheduler-access']);
    expect(await night.stop()).toMatchObject({ status: 'SUCCEEDED' });
  });
});
