import { randomUUID } from 'node:crypto';
import { findService } from '../../sandbox/aws/find-service.ts';
import type { AwsService, HttpAnswer } from '../../sandbox/aws/wire.ts';
import { ServiceError } from '../../sandbox/service-error.ts';

/** A request as the SDK hands it to whatever sends it. */
interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * Settings for a client of the AWS SDK whose requests are calls in this process: its serializers, its retries and its errors are
 * the real ones, sockets and signatures are left out.
 */
export function directly(service: AwsService, region: string) {
  const scope = `Credential=sandbox/20260101/${region}/${service.signingName}/aws4_request`;
  return {
    region,
    endpoint: 'http://sandbox.invalid',
    maxAttempts: 1,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    requestHandler: {
      handle: async (request: SdkRequest) => ({ response: await answer(service, request, scope) }),
    },
    signer: {
      sign: async <T extends SdkRequest>(request: T) => request,
    },
  } as const;
}

async function answer(service: AwsService, request: SdkRequest, scope: string) {
  const asSent = {
    method: request.method,
    path: request.path,
    query: queryOf(request),
    // Not looked at, but asked for.
    headers: {
      ...request.headers,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=none`,
    },
    body: bytesOf(request.body),
    accessKeyId: 'sandbox',
  };
  const { statusCode, headers, body } = await run(service, asSent);
  return { statusCode, headers, body: Buffer.from(body) };
}

function bytesOf(body: SdkRequest['body'] = ''): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
}

async function run(service: AwsService, request: Parameters<AwsService['operation']>[0]): Promise<HttpAnswer> {
  try {
    return await findService([service], request).operation(request).run();
  } catch (error) {
    if (error instanceof ServiceError) return service.refusal(error, randomUUID());
    throw error;
  }
}

function queryOf({ query = {} }: SdkRequest): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) params.append(name, one);
  }
  return params;
}
