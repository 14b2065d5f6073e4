import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from '@jest/globals';
import type { StockAnswer } from '../../lambdas/take-stock/take-stock.ts';
import { credentials, place } from '../../sandbox/start-sandbox.ts';
import { aNightOnTheTwin, type Night } from './a-night.ts';
import { onTheTwinAlone } from './plane.ts';

let client: LambdaClient | undefined;
afterEach(() => client?.destroy());

/** What the deployed function answers to somebody who calls it by hand. */
async function takeStock({ sandbox }: Night): Promise<StockAnswer> {
  client ??= new LambdaClient({ endpoint: sandbox.awsUrl, region: place.region, credentials });
  const { Payload, FunctionError } = await client.send(new InvokeCommand({ FunctionName: 'eks-scheduler-take-stock' }));
  const answer = Buffer.from(Payload ?? []).toString();
  if (FunctionError) throw new Error(answer);
  return JSON.parse(answer);
}

onTheTwinAlone('it asks the table alone, whatever Kubernetes there is', () => {
  test('who calls Take stock is told which clusters sleep, and of a failed run that its lock is still held', async () => {
    const night = await aNightOnTheTwin();
    const cluster = `${place.account}/${place.region}/${night.sandbox.cluster}`;
    await night.stop();
    expect(await takeStock(night)).toMatchObject({ asleep: [cluster], oldestLock: null, oldestRelaxedWebhook: null });

    const [group] = night.sandbox.eks.snapshot();
    night.sandbox.eks.rejectUpdates(group?.name ?? '', 'InvalidParameterException', 'no capacity');
    const { arn, status } = await night.start();
    expect(status).toBe('FAILED');
    await night.pass({ minutes: 90 });
    const { oldestLock, pastStart } = await takeStock(night);
    expect(oldestLock).toMatchObject({ cluster, what: arn });
    expect(oldestLock?.hours).toBeGreaterThanOrEqual(1.5);
    expect(pastStart).toEqual([{ cluster, because: arn }]);
  });
});
