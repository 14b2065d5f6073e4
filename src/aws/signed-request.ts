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

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** As IAM spells it, `scheduler:ListSchedules`. */
  readonly action: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of a service that has one endpoint for all regions, which takes signatures of one region alone. */
  readonly endpoint?: { readonly url: string; readonly region: string };
}

const longestMs = 15_000;

/**
 * One request to a service for which a whole client of the SDK is not worth its place; answers the body. AWS_ENDPOINT_URL (and
 * AWS_ENDPOINT_URL_<SERVICE>) holds here as it does for the SDK.
 *
 * @throws As `callAws` says; an answer that is none of these is an Error with AWS's name of it.
 */
export function signedRequest(asker: Asker, request: SignedRequest): Promise<string> {
  const { method, action, path, query = {}, body } = request;
  const service = action.split(':')[0] ?? '';
  const region = request.endpoint?.region ?? asker.region;
  return callAws(action, async () => {
    const url = new URL(
      path,
      request.endpoint ? overridden(service, request.endpoint.url) : endpointOf(service, region),
    );
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signer = new SignatureV4({ service, region, sha256: Sha256, credentials: await asker.identity() });
    const { headers } = await signer.sign({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: { ...query },
      headers: { host: url.host, ...request.headers },
      ...(body === undefined ? {} : { body }),
    });
    const { host: _setByFetch, ...sent } = headers;
    const signal = AbortSignal.timeout(longestMs);
    const answer = await fetch(url, { method, headers: sent, signal, ...(body === undefined ? {} : { body }) });
    const text = await answer.text();
    if (!answer.ok) throw errorOf(answer, text);
    return text;
  });
}

function endpointOf(service: string, region: string): string {
  return overridden(service, `https://${service}.${region}.${domainIn(region)}`);
}

/** What the names of AWS's services end with. */
export function domainIn(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

function overridden(service: string, url: string): string {
  const { [`AWS_ENDPOINT_URL_${service.toUpperCase()}`]: own, AWS_ENDPOINT_URL: all } = process.env;
  return own || all || url;
}

/** As the SDK's own errors are: told by their name, which is in a header, in the JSON, or in the XML. */
function errorOf({ status, headers }: Response, text: string): Error {
  const inHeader = headers.get('x-amzn-errortype')?.split(':')[0];
  const inBody = /"__type"\s*:\s*"(?:[^"#]*#)?(\w+)/.exec(text)?.[1] ?? /<Code>([\w.]+)<\/Code>/.exec(text)?.[1];
  const name = inHeader || inBody || `Http${status}`;
  const message = /<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? text.slice(0, 500);
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}
