import type { Need } from '../policy.ts';
import { type Input, type Needs, textOf } from './needs.ts';

/** The actions of S3 are not always called as its operations are. */
export const s3Needs: Needs = {
  PutObject: onObject('PutObject'),
  GetObject: onObject('GetObject'),
  HeadObject: onObject('GetObject'),
  DeleteObject: onObject('DeleteObject'),
  ListObjectsV2: onBucket('ListBucket'),
  HeadBucket: onBucket('ListBucket'),
  GetBucketLocation: onBucket('GetBucketLocation'),
  CreateBucket: onBucket('CreateBucket'),
  ListBuckets: () => [{ action: 's3:ListAllMyBuckets', resource: '*' }],
};

function onObject(action: string): (input: Input) => Need[] {
  return ({ Bucket, Key }) => [{ action: `s3:${action}`, resource: `arn:aws:s3:::${textOf(Bucket)}/${textOf(Key)}` }];
}

function onBucket(action: string): (input: Input) => Need[] {
  return ({ Bucket }) => [{ action: `s3:${action}`, resource: `arn:aws:s3:::${textOf(Bucket)}` }];
}
