import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListTopicsCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createEventBridge } from '../../../sandbox/aws/events.ts';
import { createS3, type S3 } from '../../../sandbox/aws/s3/s3.ts';
import { schedulerService } from '../../../sandbox/aws/scheduler-service.ts';
import { createSns, type Sns } from '../../../sandbox/aws/sns.ts';
import { aClock, account, anEndpoint, evening, region } from './an-endpoint.ts';

const clock = aClock();
let sns: Sns;
let s3: S3;
let endpoint: Awaited<ReturnType<typeof anEndpoint>>;

beforeEach(async () => {
  sns = createSns({ clock, account, region });
  s3 = createS3({ clock, region });
  const events = createEventBridge({ clock });
  endpoint = await anEndpoint({
    services: [sns.service, s3.service, events.service, schedulerService([], clock.now())],
    clock,
  });
});

afterEach(() => endpoint.server.close());

describe('SNS', () => {
  test('keeps what is published, in order and with the time', async () => {
    const client = new SNSClient(endpoint.client);
    const TopicArn = sns.createTopic('reports');

    const { MessageId } = await client.send(new PublishCommand({ TopicArn, Subject: 'Night', Message: 'a & b < c' }));

    expect(MessageId).toEqual(expect.any(String));
    expect(sns.messages).toEqual([
      {
        ...{ topicArn: TopicArn, subject: 'Night', message: 'a & b < c', at: evening.getTime() },
        ...{ bodies: {}, attributes: {} },
      },
    ]);
    expect((await client.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  });

  test('refuses a topic that is not there', async () => {
    const client = new SNSClient(endpoint.client);
    const TopicArn = `arn:aws:sns:${region}:${account}:other`;

    const publish = client.send(new PublishCommand({ TopicArn, Message: 'x' }));

    await expect(publish).rejects.toMatchObject({ name: 'NotFoundException', message: 'Topic does not exist' });
  });
});

describe('S3', () => {
  let client: S3Client;

  beforeEach(() => {
    client = new S3Client(endpoint.client);
    s3.createBucket('reports');
  });

  const put = (Key: string, Body: string) =>
    client.send(new PutObjectCommand({ Bucket: 'reports', Key, Body, ContentType: 'text/html' }));

  test('gives back what was stored', async () => {
    await put('dev/2026-11-03 stop.html', '<p>Grüße</p>');

    const object = await client.send(new GetObjectCommand({ Bucket: 'reports', Key: 'dev/2026-11-03 stop.html' }));

    expect(await object.Body?.transformToString()).toBe('<p>Grüße</p>');
    expect(object.ContentType).toBe('text/html');
    expect(object.LastModified).toEqual(evening);
    expect(s3.textOf('reports', 'dev/2026-11-03 stop.html')).toBe('<p>Grüße</p>');
  });

  test('lists keys in pages, and folders by the delimiter', async () => {
    for (const key of ['b/2', 'a', 'b/1', 'c']) await put(key, key);

    const folders = await client.send(new ListObjectsV2Command({ Bucket: 'reports', Delimiter: '/' }));
    const first = await client.send(new ListObjectsV2Command({ Bucket: 'reports', MaxKeys: 3 }));
    const second = await client.send(
      new ListObjectsV2Command({ Bucket: 'reports', ContinuationToken: first.NextContinuationToken }),
    );

    expect(folders.Contents?.map(({ Key }) => Key)).toEqual(['a', 'c']);
    expect(folders.CommonPrefixes).toEqual([{ Prefix: 'b/' }]);
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(['a', 'b/1', 'b/2']);
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['c']);
  });

  test('forgets a deleted object', async () => {
    await put('a', 'a');
    await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'a' }));

    const head = client.send(new HeadObjectCommand({ Bucket: 'reports', Key: 'a' }));
    const get = client.send(new GetObjectCommand({ Bucket: 'reports', Key: 'a' }));

    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
    await expect(get).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('finds the bucket in the host name', async () => {
    await put('a', 'by path');

    const { hostname, port } = new URL(endpoint.server.url);
    const { get } = await import('node:http');
    const text = await new Promise<string>((resolve, reject) => {
      const headers = {
        host: 'reports.s3.eu-west-1.amazonaws.com',
        authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261103/eu-west-1/s3/aws4_request, SignedHeaders=host',
      };
      get({ hostname, port, path: '/a', headers }, (answer) => {
        answer.setEncoding('utf8').once('data', resolve);
      }).once('error', reject);
    });

    expect(text).toBe('by path');
  });

  test('refuses a bucket that is not there, and what it cannot do', async () => {
    const other = client.send(new PutObjectCommand({ Bucket: 'other', Key: 'a', Body: 'x' }));
    await expect(other).rejects.toMatchObject({ name: 'NoSuchBucket' });

    const copy = client.send(new CopyObjectCommand({ Bucket: 'reports', Key: 'b', CopySource: 'reports/a' }));
    await expect(copy).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});

describe('EventBridge and Scheduler', () => {
  const post = (path: string, headers: Record<string, string>, body: unknown) =>
    fetch(`${endpoint.server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });

  test('put events are kept', async () => {
    const answer = await post(
      '/',
      { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
      { Entries: [{ Source: 'test', DetailType: 'A thing', Detail: '{}' }, { Source: 'test' }] },
    );

    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InvalidArgument' }],
    });
  });

  test('a rule or a schedule is refused, never silently accepted', async () => {
    const rule = await post('/', { 'x-amz-target': 'AWSEvents.PutRule' }, { Name: 'r' });
    const schedule = await post('/schedules/nightly', { 'content-type': 'application/json' }, {});

    expect(rule.status).toBe(501);
    expect(await rule.json()).toMatchObject({ message: 'The sandbox does not implement events PutRule.' });
    expect(schedule.status).toBe(501);
    expect(await schedule.json()).toMatchObject({
      message: 'The sandbox does not implement scheduler CreateSchedule.',
    });
  });
});
