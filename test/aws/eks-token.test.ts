import { createHash, createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { CredentialSource } from '../../src/aws/assume-role.ts';
import { eksToken } from '../../src/aws/eks-token.ts';

const cluster = { name: 'dev', region: 'eu-west-1' };
const credentials = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'session/token+=',
  expiration: new Date('2026-11-02T22:00:00Z'),
};
const evening = new Date('2026-11-02T20:00:00Z');

function urlOf(token: string): URL {
  expect(token).toMatch(/^k8s-aws-v1\.[\w-]+$/);
  return new URL(Buffer.from(token.slice('k8s-aws-v1.'.length), 'base64url').toString());
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature Version 4 of a presigned GET, written down anew from AWS's documentation. */
function signatureOf(url: URL, clusterName: string): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = [...url.searchParams]
    .filter(([key]) => key !== 'X-Amz-Signature')
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .sort()
    .join('&');
  const headers = `host:${url.host}\nx-k8s-aws-id:${clusterName}\n`;
  const emptyHash = createHash('sha256').digest('hex');
  const canonical = ['GET', '/', query, headers, 'host;x-k8s-aws-id', emptyHash].join('\n');
  const date = url.searchParams.get('X-Amz-Date') ?? '';
  const scope = `${date.slice(0, 8)}/eu-west-1/sts/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${credentials.secretAccessKey}`);
  return hmac(key, ['AWS4-HMAC-SHA256', date, scope, hash].join('\n')).toString('hex');
}

test('a token is a presigned GetCallerIdentity of the region that names the cluster in a signed header', async () => {
  const token = eksToken(
    cluster,
    async () => credentials,
    () => evening,
  );
  const url = urlOf(await token());

  expect(url.host).toBe('sts.eu-west-1.amazonaws.com');
  expect(url.pathname).toBe('/');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    Action: 'GetCallerIdentity',
    'X-Amz-Date': '20261102T200000Z',
    'X-Amz-Expires': '60',
    'X-Amz-Security-Token': credentials.sessionToken,
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  });
  expect(url.searchParams.get('X-Amz-Signature')).toBe(signatureOf(url, 'dev'));
});

test('it carries no query parameter that the authenticator would reject', async () => {
  const url = urlOf(
    await eksToken(
      cluster,
      async () => credentials,
      () => evening,
    )(),
  );
  const allowed = [
    'action',
    'version',
    'algorithm',
    'credential',
    'date',
    'expires',
    'security-token',
    'signature',
    'signedheaders',
  ];
  const used = [...url.searchParams.keys()].map((key) => key.toLowerCase().replace('x-amz-', ''));
  expect(used.filter((key) => !allowed.includes(key))).toEqual([]);
});

test('it is kept for ten minutes and then made anew', async () => {
  let time = evening.getTime();
  const token = eksToken(
    cluster,
    async () => credentials,
    () => new Date(time),
  );
  const first = await token();
  time += 9 * 60_000;
  await expect(token()).resolves.toBe(first);
  time += 2 * 60_000;
  await expect(token()).resolves.not.toBe(first);
});

test('a failure to get credentials is not kept', async () => {
  let calls = 0;
  const flaky: CredentialSource = async () => {
    calls += 1;
    if (calls === 1) throw new Error('STS is slow');
    return credentials;
  };
  const token = eksToken(cluster, flaky, () => evening);
  await expect(token()).rejects.toThrow('STS is slow');
  await expect(token()).resolves.toMatch(/^k8s-aws-v1/);
});

test('it ends with the credentials that signed it, and is made anew with the next ones', async () => {
  let time = evening.getTime();
  const expiration = new Date(time + 60_000);
  const token = eksToken(
    cluster,
    async () => (time < expiration.getTime() ? { ...credentials, expiration } : credentials),
    () => new Date(time),
  );
  const first = await token();
  time += 59_000;
  await expect(token()).resolves.toBe(first);
  time += 1_000;
  const second = await token();
  expect(second).not.toBe(first);
  time += 60_000;
  await expect(token()).resolves.toBe(second);
});
