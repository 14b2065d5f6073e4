import { EKSClient } from '@aws-sdk/client-eks';
import { afterEach, expect, test } from '@jest/globals';
import { eksClusters } from '../../src/aws/eks-clusters.ts';
import { AccessDeniedError, TransientError } from '../../src/domain/errors.ts';
import { type AwsEndpoint, anAwsEndpoint } from './an-aws-endpoint.ts';

let endpoint: AwsEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const place = { account: '111122223333', region: 'ap-east-1' };
const advice = 'region ap-east-1 may not be enabled in account 111122223333: enable it, or take it out of regions';

test.each(['UnrecognizedClientException', 'InvalidClientTokenId', 'RegionDisabledException'])(
  'clusters that cannot be listed for %s may be in a region that is not enabled',
  async (errorType) => {
    endpoint = await anAwsEndpoint(() => ({
      status: 403,
      errorType,
      body: { message: 'The security token is invalid.' },
    }));
    const { settings } = endpoint;
    const listing = eksClusters(() => new EKSClient(settings)).names(place);
    await expect(listing).rejects.toThrow(AccessDeniedError);
    await expect(listing).rejects.toThrow(advice);
    await expect(listing).rejects.toThrow('The security token is invalid.');
  },
);

test('so may those of a region whose address nobody knows, which is asked again first', async () => {
  const nowhere = new EKSClient({
    ...{ endpoint: 'http://eks.invalid', region: place.region, maxAttempts: 1 },
    credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
  });
  nowhere.middlewareStack.add(
    () => async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND eks.invalid'), { code: 'ENOTFOUND' });
    },
    { step: 'finalizeRequest' },
  );
  const listing = eksClusters(() => nowhere).names(place);
  await expect(listing).rejects.toThrow(TransientError);
  await expect(listing).rejects.toThrow(advice);
});

test('any other refusal says nothing of the region', async () => {
  endpoint = await anAwsEndpoint(() => ({ status: 403, errorType: 'AccessDeniedException', body: { message: 'No.' } }));
  const { settings } = endpoint;
  await expect(eksClusters(() => new EKSClient(settings)).names(place)).rejects.toThrow('AWS refused eks:ListClusters');
});
