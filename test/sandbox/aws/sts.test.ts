import { Sha256 } from '@aws-crypto/sha256-js';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { createSts, type Sts } from '../../../sandbox/aws/sts.ts';
import { tokenAuthenticator } from '../../../sandbox/aws/token-authenticator.ts';
import { letPass } from '../../../sandbox/clock/let-pass.ts';
import { SimulatedClock } from '../../../sandbox/clock/simulated-clock.ts';
import { aClock, account, anEndpoint, credentials, evening, region } from './an-endpoint.ts';

const roleArn = `arn:aws:iam::${account}:role/platform/eks-scheduler-access`;
let sts: Sts;
let endpoint: Awaited<ReturnType<typeof anEndpoint>>;
let client: STSClient;
const clock = aClock();

beforeEach(async () => {
  sts = createSts({ clock, account, credentials });
  endpoint = await anEndpoint({ services: [sts.service], clock });
  client = new STSClient(endpoint.client);
});

afterEach(async () => {
  client.destroy();
  await endpoint.server.close();
});

async function assume(session = 'run-1') {
  const { Credentials } = await client.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: session }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

test("the sandbox's own key is the account's user", async () => {
  const identity = await client.send(new GetCallerIdentityCommand({}));

  expect(identity).toMatchObject({ Account: account, Arn: `arn:aws:iam::${account}:user/sandbox` });
});

test('credentials of a role say the role and the session', async () => {
  const asRole = new STSClient({ ...endpoint.client, credentials: await assume('run-7') });

  const { Arn } = await asRole.send(new GetCallerIdentityCommand({}));

  expect(Arn).toBe(`arn:aws:sts::${account}:assumed-role/eks-scheduler-access/run-7`);
  asRole.destroy();
});

test('a key that nobody has is refused', async () => {
  const stranger = new STSClient({
    ...endpoint.client,
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' },
  });

  const call = stranger.send(new GetCallerIdentityCommand({}));

  await expect(call).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  stranger.destroy();
});

test('a key of a role is known by its role, path and all, until its time is up', async () => {
  const later = new SimulatedClock(new Date(clock.now()));
  const stsThen = createSts({ clock: later, account, credentials });
  const there = await anEndpoint({ services: [stsThen.service], clock: later });
  const asked = new STSClient(there.client);
  const { Credentials } = await asked.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'run-7' }));
  const key = Credentials?.AccessKeyId ?? '';

  expect(stsThen.sessionOf(key)).toEqual({ roleArn, session: 'run-7' });
  await letPass(later, 3_600_001);
  expect(stsThen.sessionOf(key)).toBe('expired');
  expect(stsThen.sessionOf(credentials.accessKeyId)).toBeNull();
  asked.destroy();
  await there.server.close();
});

test('an operation that the sandbox lacks is refused by name', async () => {
  await expect(client.send(new GetSessionTokenCommand({}))).rejects.toThrow(
    'The sandbox does not implement sts GetSessionToken.',
  );
});

describe('an EKS token', () => {
  interface TokenOptions {
    readonly cluster?: string;
    readonly host?: string;
    readonly at?: Date;
    readonly action?: string;
    readonly secretAccessKey?: string;
    readonly protocol?: string;
    /** The sandbox's own key instead of a role's. */
    readonly isOwnKey?: boolean;
  }

  async function aToken(options: TokenOptions = {}): Promise<string> {
    const { cluster = 'dev', host = `sts.${region}.amazonaws.com`, action = 'GetCallerIdentity' } = options;
    const keys = options.isOwnKey ? credentials : await assume();
    const signer = new SignatureV4({
      service: 'sts',
      region,
      sha256: Sha256,
      credentials: { ...keys, ...(options.secretAccessKey && { secretAccessKey: options.secretAccessKey }) },
    });
    const { query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol: 'https:',
        hostname: host,
        path: '/',
        query: { Action: action, Version: '2011-06-15' },
        headers: { host, 'x-k8s-aws-id': cluster },
      },
      { expiresIn: 60, signingDate: options.at ?? evening, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
    );
    const url = `${options.protocol ?? 'https'}://${host}/?${new URLSearchParams(query as Record<string, string>)}`;
    return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`;
  }

  const authenticate = (token: string) => tokenAuthenticator({ clock, sts, region, clusterName: 'dev' })(token);

  test('says which role signed it', async () => {
    expect(authenticate(await aToken())).toEqual({
      arn: `arn:aws:sts::${account}:assumed-role/eks-scheduler-access/run-1`,
    });
  });

  test('counts by the wall clock too, as `aws eks get-token` makes it', async () => {
    expect(authenticate(await aToken({ at: new Date() }))).not.toBeNull();
  });

  test("of the sandbox's own key may name this machine, where AWS_ENDPOINT_URL sends the `aws` command", async () => {
    const token = await aToken({ host: '127.0.0.1:4566', protocol: 'http', isOwnKey: true });

    expect(authenticate(token)).toEqual({ arn: `arn:aws:iam::${account}:user/sandbox` });
  });

  test.each<[string, TokenOptions]>([
    ['of a role and for this machine', { host: '127.0.0.1:4566', protocol: 'http' }],
    [
      "of the sandbox's own key and for a strange host without TLS",
      { host: 'example.com', protocol: 'http', isOwnKey: true },
    ],
    ['for another cluster', { cluster: 'prod' }],
    ['16 minutes old', { at: new Date(evening.getTime() - 16 * 60_000) }],
    ['for another host', { host: 'example.com' }],
    ['for another action', { action: 'GetSessionToken' }],
    ['signed with another secret', { secretAccessKey: 'other' }],
  ])('is refused when it is %s', async (_why, options) => {
    expect(authenticate(await aToken(options))).toBeNull();
  });

  test.each(['', 'k8s-aws-v1.', 'k8s-aws-v1.bm90IGEgdXJs', 'Bearer x'])('is refused when it is none: %j', (text) => {
    expect(authenticate(text)).toBeNull();
  });
});
