import { createHash, createHmac } from 'node:crypto';

/**
 * The signature that Signature Version 4 gives a presigned GET without a body.
 *
 * @param headers the values of the signed headers, in the order of `X-Amz-SignedHeaders`
 */
export function presignedSignature(
  url: URL,
  headers: Readonly<Record<string, string>>,
  secretAccessKey: string,
): string {
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonicalHeaders = Object.entries(headers).map(([name, value]) => `${name}:${value.trim()}\n`);
  const canonicalRequest = [
    'GET',
    url.pathname,
    query,
    canonicalHeaders.join(''),
    Object.keys(headers).join(';'),
    sha256(''),
  ].join('\n');

  const [, date = '', region = '', service = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, sha256(canonicalRequest)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (parent, part) => createHmac('sha256', parent).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Percent-encoding as SigV4 wants it: also what encodeURIComponent leaves alone. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
