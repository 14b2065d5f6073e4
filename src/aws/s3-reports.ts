import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { callAws } from './errors-from-aws.ts';
import type { ReportBucket } from './ports.ts';

/** The bucket that keeps the runs' reports. */
export function s3Reports(s3: S3Client, bucket: string): ReportBucket {
  return {
    put: async (key, body, contentType) => {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType });
      await callAws('s3:PutObject', () => s3.send(command));
      return `s3://${bucket}/${key}`;
    },
  };
}
