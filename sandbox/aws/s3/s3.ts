import type { Clock } from '../../clock/clock.ts';
import { ServiceError } from '../../service-error.ts';
import { notImplemented } from '../not-implemented.ts';
import { xml } from '../query-protocol.ts';
import type { AwsService, HttpRequest } from '../wire.ts';
import { bucketOperations, objectOperations } from './s3-operations.ts';

export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  /** Quoted MD5, as S3 has it. */
  readonly etag: string;
  readonly storedAt: number;
}

export type Buckets = Map<string, Map<string, StoredObject>>;

export interface S3 {
  readonly service: AwsService;
  createBucket(name: string): void;
  /** The text of an object; undefined when it is not there. */
  textOf(bucket: string, key: string): string | undefined;
  /** Keys in S3's order. */
  keysOf(bucket: string): readonly string[];
}

interface S3Options {
  readonly clock: Clock;
  readonly region: string;
  /** Gets each object that is put, before the answer; where it throws, the object is not put. */
  readonly onPut?: (key: string, body: Buffer) => void;
}

/** S3 in memory: buckets by path (`/bucket/key`) or by host (`bucket.s3.…`). */
export function createS3({ clock, region, onPut = () => undefined }: S3Options): S3 {
  const buckets: Buckets = new Map();
  const service: AwsService = {
    signingName: 's3',
    operation(request) {
      const { bucket, key } = addressOf(request);
      const call = { request, bucket, key, buckets, now: () => clock.now(), region, onPut };
      const operations = key === '' ? bucketOperations : objectOperations;
      const found = operations.find(({ fits }) => fits(call));
      if (!found) throw notImplemented('s3', `${request.method} ${request.path}?${request.query}`);
      return {
        name: found.name,
        input: { Bucket: bucket, ...(key && { Key: key }) },
        run: () => found.run(call),
      };
    },
    refusal: ({ code, message, statusCode }, requestId) => {
      const answer = xml(statusCode, { Error: { Code: code, Message: message, RequestId: requestId } });
      return { ...answer, headers: { ...answer.headers, 'content-type': 'application/xml' } };
    },
  };
  return {
    service,
    createBucket: (name) => {
      buckets.set(name, new Map());
    },
    textOf: (bucket, key) => buckets.get(bucket)?.get(key)?.body.toString('utf8'),
    keysOf: (bucket) => [...(buckets.get(bucket)?.keys() ?? [])].sort(),
  };
}

function addressOf({ headers, path }: HttpRequest): { readonly bucket: string; readonly key: string } {
  let whole: string;
  try {
    whole = decodeURIComponent(path.slice(1));
  } catch (error) {
    if (error instanceof URIError) throw new ServiceError('InvalidURI', `Couldn't parse the specified URI: ${path}`);
    throw error;
  }
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const hosted = /^(.+?)\.(?:s3[.-].*|localhost)$/.exec(host)?.[1];
  if (hosted && hosted !== 's3') return { bucket: hosted, key: whole };
  const slash = whole.indexOf('/');
  return slash < 0 ? { bucket: whole, key: '' } : { bucket: whole.slice(0, slash), key: whole.slice(slash + 1) };
}
