import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { CredentialSource, Credentials } from './assume-role.ts';

/** A token is good for 15 minutes from its date; it is made anew well before. */
const refreshAfterMs = 10 * 60_000;

/**
 * The bearer tokens of one cluster: a presigned STS GetCallerIdentity that names the cluster in a signed header, exactly as
 * `aws eks get-token` makes it. Nothing is sent: the cluster's authenticator sends it.
 *
 * The host is always the real regional STS, never an endpoint override: the authenticator accepts no other, nor any query
 * parameter besides those that this signing yields.
 * Source: kubernetes-sigs/aws-iam-authenticator pkg/token/token.go.
 */
export function eksToken(
  cluster: { readonly name: string; readonly region: string },
  credentials: CredentialSource,
  now: () => Date,
): () => Promise<string> {
  let current: Promise<string> | undefined;
  let madeAt = 0;
  let endsAt = Number.POSITIVE_INFINITY;
  return async () => {
    const time = now();
    const age = time.getTime() - madeAt;
    if (!current || age >= refreshAfterMs || age < 0 || time.getTime() >= endsAt) {
      madeAt = time.getTime();
      const signed = credentials().then((keys) => {
        // With the keys ends what they signed.
        endsAt = keys.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
        return signToken(cluster, keys, time);
      });
      current = signed.catch((error: unknown) => {
        current = undefined;
        throw error;
      });
    }
    return current;
  };
}

async function signToken(
  cluster: { readonly name: string; readonly region: string },
  credentials: Credentials,
  signingDate: Date,
): Promise<string> {
  const { region, name } = cluster;
  const signer = new SignatureV4({ service: 'sts', region, sha256: Sha256, credentials });
  const hostname = `sts.${region}.${region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'}`;
  const signed = await signer.presign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { host: hostname, 'x-k8s-aws-id': name },
    },
    // The authenticator ignores the value but the standard clients send it.
    { expiresIn: 60, signingDate, unhoistableHeaders: new Set(['x-k8s-aws-id']) },
  );
  const query = Object.entries(signed.query ?? {})
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(String(value))}`)
    .join('&');
  return `k8s-aws-v1.${Buffer.from(`https://${hostname}/?${query}`).toString('base64url')}`;
}
