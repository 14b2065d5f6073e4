import type { HttpRequest } from '../wire.ts';

/**
 * The content of an upload. Clients that compute a checksum while they send wrap it in chunks: a line with the size in hex (and
 * perhaps a signature), the bytes, and trailers after the chunk of size 0.
 */
export function uploadedContent({ headers, body }: HttpRequest): Buffer {
  const isChunked =
    headers['content-encoding']?.includes('aws-chunked') ||
    String(headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
  if (!isChunked) return body;
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
