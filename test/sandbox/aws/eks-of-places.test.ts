import { expect, test } from '@jest/globals';
import { bareCluster } from '../../../sandbox/aws/eks/bare-cluster.ts';
import { eksOfPlaces } from '../../../sandbox/aws/eks/eks-of-places.ts';
import type { HttpRequest } from '../../../sandbox/aws/wire.ts';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import { ServiceError } from '../../../sandbox/service-error.ts';

const home = { account: '111122223333', region: 'eu-west-1' };
const clock = new SimulatedClock(new Date('2026-11-23T20:00:00Z'));

function aCluster(name: string, place = home) {
  const cluster = { name, version: '1.33', tags: { place: place.account } };
  return {
    name,
    ...place,
    ...bareCluster({ clock, cluster, ...place, kubernetes: { url: '', caPem: '', token: () => '' } }),
  };
}

const many = Array.from({ length: 250 }, (_, index) => aCluster(`c-${index}`));
const there = { account: '222233334444', region: 'eu-west-1' };
const service = eksOfPlaces({
  clusters: [...many, aCluster('c-1', there)],
  home,
  accountOf: (key) => (key === 'THERE' ? there.account : home.account),
  refusals: [{ ...there, region: 'ap-east-1', code: 'UnrecognizedClientException', message: 'not enabled' }],
  nowhere: aCluster('').service,
});

async function ask(path: string, { query = '', key = 'HOME', region = 'eu-west-1' } = {}): Promise<unknown> {
  const request: HttpRequest = {
    ...{ method: 'GET', path, query: new URLSearchParams(query), body: Buffer.from('') },
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261123/${region}/eks/aws4_request, SignedHeaders=host`,
    },
    accessKeyId: key,
  };
  const { body } = await service.operation(request).run();
  return JSON.parse(String(body));
}

test('lists the clusters of the account and region that signed, a hundred a page', async () => {
  const names: string[] = [];
  let token = '';
  do {
    const page = (await ask('/clusters', { query: token && `nextToken=${token}` })) as {
      readonly clusters: readonly string[];
      readonly nextToken?: string;
    };
    expect(page.clusters.length).toBeLessThanOrEqual(100);
    names.push(...page.clusters);
    token = encodeURIComponent(page.nextToken ?? '');
  } while (token);
  expect(names).toEqual(many.map(({ name }) => name));
  expect(await ask('/clusters', { key: 'THERE' })).toEqual({ clusters: ['c-1'] });
  expect(await ask('/clusters', { region: 'eu-north-1' })).toEqual({ clusters: [] });
});

test('answers for the cluster of that name in that place, and knows no other', async () => {
  expect(await ask('/clusters/c-1')).toMatchObject({ cluster: { tags: { place: home.account } } });
  expect(await ask('/clusters/c-1', { key: 'THERE' })).toMatchObject({ cluster: { tags: { place: there.account } } });
  await expect(ask('/clusters/c-2', { key: 'THERE' })).rejects.toThrow('No cluster found for name: c-2.');
});

test('refuses what a place refuses', async () => {
  await expect(ask('/clusters', { key: 'THERE', region: 'ap-east-1' })).rejects.toThrow(ServiceError);
});
