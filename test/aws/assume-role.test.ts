import { STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { assumeRole } from '../../src/aws/assume-role.ts';
import { AccessDeniedError } from '../../src/domain/errors.ts';
import { type AwsEndpoint, anAwsEndpoint } from './an-aws-endpoint.ts';

let endpoint: AwsEndpoint | undefined;
afterEach(async () => {
  await endpoint?.close();
  endpoint = undefined;
});

const role = { arn: 'arn:aws:iam::444455556666:role/eks-scheduler-access', sessionName: 'eks-scheduler-monday night' };

const assumed = (count: number, expiration: string) => ({
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>ASIA${count}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});

test('credentials are asked for once and again shortly before they expire', async () => {
  endpoint = await anAwsEndpoint((_request, count) => assumed(count, `2026-11-02T2${count}:00:00Z`));
  let time = Date.parse('2026-11-02T20:00:00Z');
  const credentials = assumeRole(new STSClient(endpoint.settings), role, () => new Date(time));

  const [first, second] = await Promise.all([credentials(), credentials()]);
  expect([first.accessKeyId, second.accessKeyId]).toEqual(['ASIA1', 'ASIA1']);
  time += 40 * 60_000;
  await expect(credentials()).resolves.toMatchObject({ accessKeyId: 'ASIA1' });
  time += 5 * 60_000;
  await expect(credentials()).resolves.toMatchObject({ accessKeyId: 'ASIA2' });
  expect(endpoint.requests).toHaveLength(2);
  expect(new URLSearchParams(endpoint.requests[0]?.body).get('RoleSessionName')).toBe('eks-scheduler-monday-night');
});

test('a refusal names the role, and the next call asks again', async () => {
  const refusal = `<ErrorResponse><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`;
  endpoint = await anAwsEndpoint((_request, count) =>
    count === 1 ? { status: 403, body: refusal } : assumed(count, '2026-11-02T21:00:00Z'),
  );
  const now = () => new Date('2026-11-02T20:00:00Z');
  const credentials = assumeRole(new STSClient(endpoint.settings), role, now);
  const refused = credentials();
  await expect(refused).rejects.toThrow(AccessDeniedError);
  await expect(refused).rejects.toThrow(role.arn);
  await expect(credentials()).resolves.toMatchObject({ accessKeyId: 'ASIA2' });
});

test('the external id is sent where there is one, and nothing in its place where there is none', async () => {
  endpoint = await anAwsEndpoint((_request, count) => assumed(count, '2026-11-02T21:00:00Z'));
  const now = () => new Date('2026-11-02T20:00:00Z');
  const sts = new STSClient(endpoint.settings);

  await assumeRole(sts, { ...role, externalId: 'night-4711' }, now)();
  await assumeRole(sts, { ...role, externalId: null }, now)();
  const sent = endpoint.requests.map(({ body }) => new URLSearchParams(body).get('ExternalId'));
  expect(sent).toEqual(['night-4711', null]);
});
