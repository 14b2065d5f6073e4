import { beforeAll, describe, expect, test } from '@jest/globals';
import { synthesizedTemplate, type Template, theOne } from './template.ts';

let template: Template;
let key: unknown;

beforeAll(async () => {
  template = await synthesizedTemplate();
  key = { 'Fn::GetAtt': [theOne(template, 'AWS::KMS::Key').id, 'Arn'] };
});

describe('the key', () => {
  test('rotates, and stays when the stack goes', () => {
    const { Properties, DeletionPolicy } = theOne(template, 'AWS::KMS::Key');
    expect(Properties.EnableKeyRotation).toBe(true);
    expect(DeletionPolicy).toBe('Retain');
  });

  test('is used by two services in their own name, each for this account alone', () => {
    const { KeyPolicy } = theOne(template, 'AWS::KMS::Key').Properties as {
      readonly KeyPolicy: { readonly Statement: readonly { readonly Sid?: string; readonly Condition?: unknown }[] };
    };
    const services = KeyPolicy.Statement.filter(({ Sid }) => Sid !== undefined);
    expect(services.map(({ Sid }) => Sid)).toEqual(['LogGroups', 'AlarmsToTopic']);
    for (const { Condition } of services) expect(JSON.stringify(Condition)).toContain('AWS::AccountId');
  });
});

describe('the table', () => {
  test('cannot be deleted by accident, and stays when the stack goes', () => {
    const { Properties, DeletionPolicy } = theOne(template, 'AWS::DynamoDB::GlobalTable');
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties.Replicas).toMatchObject([
      { DeletionProtectionEnabled: true, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ]);
  });

  test('is paid by request and encrypted with the key of the scheduler', () => {
    const { Properties } = theOne(template, 'AWS::DynamoDB::GlobalTable');
    expect(Properties.BillingMode).toBe('PAY_PER_REQUEST');
    expect(Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    expect(Properties.Replicas).toMatchObject([{ SSESpecification: { KMSMasterKeyId: key } }]);
    expect(Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'ttl', Enabled: true });
  });
});

describe('the bucket', () => {
  test('is private, encrypted with the key, versioned, and does not grow for ever', () => {
    const { Properties, DeletionPolicy } = theOne(template, 'AWS::S3::Bucket');
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          },
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [{ Status: 'Enabled', ExpirationInDays: 400, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
      },
    });
  });

  test('takes no request without TLS, and neither does the topic', () => {
    for (const type of ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy']) {
      expect(theOne(template, type).Properties).toMatchObject({
        PolicyDocument: {
          Statement: expect.arrayContaining([
            expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          ]),
        },
      });
    }
  });
});

test('the topic is encrypted with the key, and alarms of this account may publish to it', () => {
  expect(theOne(template, 'AWS::SNS::Topic').Properties.KmsMasterKeyId).toEqual(key);
  expect(theOne(template, 'AWS::SNS::TopicPolicy').Properties).toMatchObject({
    PolicyDocument: {
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
});
