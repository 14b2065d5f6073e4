import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { callAws } from './errors-from-aws.ts';

/** Whoever asks; `identity` is asked for at each call, because it may be refreshed. */
export interface Asker {
  readonly region: string;
  readonly identity: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  }>;
}

export interface SignedGet {
  /** As IAM spells it, `scheduler:ListSchedules`. */
  readonly action: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

const longestMs = 15_000;

/**
 * One GET of a service that speaks JSON, for the few reads for which a whole client of the SDK is not worth its place. AWS_ENDPOINT_URL
 * (and AWS_ENDPOINT_URL_<SERVICE>) holds here as it does for the SDK.
 *
 * @throws As `callAws` says; an answer that is none of these is an Error with AWS's name of it.
 */
export function signedGet({ region, identity }: Asker, { action, path, query = {} }: SignedGet): Promise<unknown> {
  const service = action.split(':')[0] ?? '';
  return callAws(action, async () => {
    const url = new URL(path, endpointOf(service, region));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signer = new SignatureV4({ service, region, sha256: Sha256, credentials: await identity() });
    const { headers } = await signer.sign({
      method: 'GET',
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: { ...query },
      headers: { host: url.host },
    });
    const { host: _setByFetch, ...sent } = headers;
    const answer = await fetch(url, { headers: sent, signal: AbortSignal.timeout(longestMs) });
    const text = await answer.text();
    if (!answer.ok) throw errorOf(answer, text);
    return JSON.parse(text);
  });
}

function endpointOf(service: string, region: string): string {
  const { [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: own, AWS_ENDPOINT_URL: all } = process.env;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return own || all || `https://${service}.${region}.${suffix}`;
}

/** As the SDK's own errors are: told by their name. */
function errorOf({ status, headers }: Response, text: string): Error {
  const name = headers.get('x-amzn-errortype')?.split(':')[0] || `Http${status}`;
  return Object.assign(new Error(text.slice(0, 500)), { name, $metadata: { httpStatusCode: status } });
}
