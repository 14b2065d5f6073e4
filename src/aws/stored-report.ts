import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { callAws, isNamed } from './errors-from-aws.ts';

/**
 * A document of the report bucket; null where it is gone, or the bucket is.
 *
 * @param address `s3://bucket/key`, as a run's item has it.
 * @throws {AccessDeniedError} where the caller may not read it.
 */
export async function storedReport(s3: S3Client, address: string): Promise<string | null> {
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(address) ?? [];
  if (!Bucket || !Key) return null;
  try {
    return await callAws('s3:GetObject', async () => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString('utf8')) ?? null;
    });
  } catch (error) {
    if (isNamed(error, 'NoSuchKey', 'NoSuchBucket', 'NotFound')) return null;
    throw error;
  }
}
