import { createHash } from 'node:crypto';
import { ServiceError } from '../../service-error.ts';
import { xml } from '../query-protocol.ts';
import type { HttpAnswer, HttpRequest } from '../wire.ts';
import { uploadedContent } from './aws-chunked.ts';
import type { Buckets, StoredObject } from './s3.ts';

export interface S3Call {
  readonly request: HttpRequest;
  /** Empty for the account's list of buckets. */
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly buckets: Buckets;
  readonly region: string;
  readonly now: () => number;
  readonly onPut: (key: string, body: Buffer) => void;
}

export interface S3Operation {
  readonly name: string;
  fits(call: S3Call): boolean;
  run(call: S3Call): HttpAnswer;
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
/** Parameters of the query that change nothing of what an operation is. */
const harmless = new Set([
  'x-id',
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'encoding-type',
]);

/** True for a method without a sub-resource: `?acl`, `?versioning`, `?uploads` and the like are other operations. */
function isPlain(method: string, { request }: S3Call): boolean {
  return request.method === method && [...request.query.keys()].every((name) => harmless.has(name));
}

export const bucketOperations: readonly S3Operation[] = [
  {
    name: 'ListBuckets',
    fits: (call) => call.bucket === '' && isPlain('GET', call),
    run: ({ buckets, now }) =>
      xml(200, {
        ListAllMyBucketsResult: {
          '@_xmlns': namespace,
          Buckets: {
            Bucket: [...buckets.keys()].map((Name) => ({ Name, CreationDate: new Date(now()).toISOString() })),
          },
        },
      }),
  },
  {
    name: 'CreateBucket',
    fits: (call) => isPlain('PUT', call),
    run: ({ bucket, buckets }) => {
      if (buckets.has(bucket))
        throw new ServiceError('BucketAlreadyOwnedByYou', 'Your previous request to create the bucket succeeded.', 409);
      buckets.set(bucket, new Map());
      return { statusCode: 200, headers: { location: `/${bucket}` }, body: '' };
    },
  },
  {
    name: 'HeadBucket',
    fits: (call) => isPlain('HEAD', call),
    run: (call) => {
      objectsOf(call);
      return { statusCode: 200, headers: { 'x-amz-bucket-region': call.region }, body: '' };
    },
  },
  {
    name: 'GetBucketLocation',
    fits: ({ request }) => request.method === 'GET' && request.query.has('location'),
    run: (call) => {
      objectsOf(call);
      return xml(200, { LocationConstraint: { '@_xmlns': namespace, '#text': call.region } });
    },
  },
  {
    name: 'ListObjectsV2',
    fits: (call) => call.request.query.get('list-type') === '2' && isPlain('GET', call),
    run: listObjects,
  },
];

export const objectOperations: readonly S3Operation[] = [
  {
    name: 'PutObject',
    fits: (call) => isPlain('PUT', call) && call.request.headers['x-amz-copy-source'] === undefined,
    run: (call) => {
      const body = uploadedContent(call.request);
      objectsOf(call);
      call.onPut(call.key, body);
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      const contentType = call.request.headers['content-type'] ?? 'binary/octet-stream';
      objectsOf(call).set(call.key, { body, contentType, etag, storedAt: call.now() });
      return { statusCode: 200, headers: { etag }, body: '' };
    },
  },
  {
    name: 'GetObject',
    fits: (call) => isPlain('GET', call),
    run: (call) => {
      const object = objectAt(call);
      return { statusCode: 200, headers: objectHeaders(object), body: object.body };
    },
  },
  {
    name: 'HeadObject',
    fits: (call) => isPlain('HEAD', call),
    run: (call) => ({ statusCode: 200, headers: objectHeaders(objectAt(call)), body: '' }),
  },
  {
    name: 'DeleteObject',
    fits: (call) => isPlain('DELETE', call),
    run: (call) => {
      objectsOf(call).delete(call.key);
      return { statusCode: 204, headers: {}, body: '' };
    },
  },
];

function listObjects(call: S3Call): HttpAnswer {
  const { query } = call.request;
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter');
  const after = query.get('continuation-token');
  const most = Number(query.get('max-keys') ?? 1000);
  const objects = objectsOf(call);

  // A key with the delimiter after the prefix stands for its folder.
  const entries = new Map<
    string,
    { readonly folder: string } | { readonly key: string; readonly object: StoredObject }
  >();
  for (const [key, object] of [...objects].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!key.startsWith(prefix)) continue;
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const folder = end < 0 ? null : key.slice(0, end + (delimiter ?? '').length);
    entries.set(folder ?? key, folder === null ? { key, object } : { folder });
  }
  const rest = [...entries].filter(([name]) => after === null || name > after);
  const page = rest.slice(0, most);
  const isTruncated = rest.length > page.length;
  return xml(200, {
    ListBucketResult: {
      '@_xmlns': namespace,
      Name: call.bucket,
      Prefix: prefix,
      KeyCount: page.length,
      MaxKeys: most,
      IsTruncated: isTruncated,
      ...(isTruncated && { NextContinuationToken: page.at(-1)?.[0] ?? '' }),
      Contents: page.flatMap(([, entry]) => ('key' in entry ? [listed(entry.key, entry.object)] : [])),
      CommonPrefixes: page.flatMap(([, entry]) => ('folder' in entry ? [{ Prefix: entry.folder }] : [])),
    },
  });
}

function listed(Key: string, { etag, body, storedAt }: StoredObject) {
  return {
    Key,
    LastModified: new Date(storedAt).toISOString(),
    ETag: etag,
    Size: body.length,
    StorageClass: 'STANDARD',
  };
}

function objectHeaders({ body, contentType, etag, storedAt }: StoredObject): Record<string, string> {
  return {
    'content-type': contentType,
    'content-length': String(body.length),
    etag,
    'last-modified': new Date(storedAt).toUTCString(),
    'accept-ranges': 'none',
  };
}

function objectsOf({ bucket, buckets }: S3Call): Map<string, StoredObject> {
  const objects = buckets.get(bucket);
  if (!objects) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  return objects;
}

function objectAt(call: S3Call): StoredObject {
  const object = objectsOf(call).get(call.key);
  if (!object) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  return object;
}
