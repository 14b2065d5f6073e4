import type { Clock } from '../clock/clock.ts';
import { presignedSignature } from './signature.ts';
import type { Caller, Sts } from './sts.ts';

export interface TokenAuthenticatorOptions {
  readonly clock: Clock;
  readonly sts: Sts;
  readonly region: string;
  readonly clusterName: string;
}

/** Says whose token it is, or null for one that EKS would answer 401 to. */
export type TokenAuthenticator = (token: string) => { readonly arn: string } | null;

const prefix = 'k8s-aws-v1.';
const longestToken = 4096;
const lifeMs = 15 * 60_000;
/** The only parameters that aws-iam-authenticator lets through, in lower case. */
const allowed = new Set([
  'action',
  'version',
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/**
 * Checks an EKS token as aws-iam-authenticator does: a presigned GetCallerIdentity at the region's STS with the cluster's name
 * among its signed headers, at most 15 minutes old. STS would check the signature; here this does.
 * https://github.com/kubernetes-sigs/aws-iam-authenticator/blob/master/pkg/token/token.go
 */
export function tokenAuthenticator(options: TokenAuthenticatorOptions): TokenAuthenticator {
  return (token) => {
    const url = presignedUrl(token);
    if (!url || !isCallerIdentity(url)) return null;
    // A person's `aws eks get-token` knows the wall clock alone.
    const date = amzDate(url.searchParams.get('X-Amz-Date'));
    if (![options.clock.now(), Date.now()].some((now) => Math.abs(now - date) <= lifeMs)) return null;

    const caller = options.sts.callerOf(url.searchParams.get('X-Amz-Credential')?.split('/')[0] ?? null);
    if (!caller || !isHostFor(caller, url, options.region)) return null;
    const signed: Record<string, string> = { host: url.host, 'x-k8s-aws-id': options.clusterName };
    if (url.searchParams.get('X-Amz-SignedHeaders') !== Object.keys(signed).join(';')) return null;
    const signature = presignedSignature(url, signed, caller.secretAccessKey);
    return url.searchParams.get('X-Amz-Signature') === signature ? { arn: caller.arn } : null;
  };
}

function presignedUrl(token: string): URL | null {
  if (!token.startsWith(prefix) || token.length > longestToken) return null;
  const text = Buffer.from(token.slice(prefix.length), 'base64url').toString('utf8');
  return URL.canParse(text) ? new URL(text) : null;
}

function isCallerIdentity({ pathname, searchParams }: URL): boolean {
  return (
    pathname === '/' &&
    searchParams.get('Action') === 'GetCallerIdentity' &&
    [...searchParams.keys()].every((name) => allowed.has(name.toLowerCase()))
  );
}

/**
 * EKS takes STS's own hosts alone, and so must every role here. `aws eks get-token` presigns for AWS_ENDPOINT_URL where that is set,
 * as it is for the person who works in the sandbox: only that person's key may name this machine.
 */
function isHostFor(caller: Caller, { protocol, hostname, host }: URL, region: string): boolean {
  if (protocol === 'https:') return host === `sts.${region}.amazonaws.com` || host === 'sts.amazonaws.com';
  return caller.expiresAt === null && (hostname === '127.0.0.1' || hostname === 'localhost');
}

/** `20261103T220000Z` in milliseconds; NaN for anything else. */
function amzDate(text: string | null): number {
  return Date.parse((text ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
