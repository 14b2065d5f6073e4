import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EKSClient } from '@aws-sdk/client-eks';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { CredentialSource } from './assume-role.ts';

/** Bounds every call: without them the SDK waits as long as the socket lives. */
const clientSettings = {
  retryMode: 'standard',
  maxAttempts: 4,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true },
} as const;

/** The clients that act as the function itself, in its own account and region. Made once and kept. */
export interface OwnClients {
  readonly table: DynamoDBDocumentClient;
  readonly reports: S3Client;
  readonly states: SFNClient;
  readonly sts: STSClient;
  readonly notices: SNSClient;
}

export function ownClients(region: string): OwnClients {
  const settings = { ...clientSettings, region };
  return {
    table: DynamoDBDocumentClient.from(new DynamoDBClient(settings), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    reports: new S3Client(settings),
    states: new SFNClient(settings),
    sts: new STSClient(settings),
    notices: new SNSClient(settings),
  };
}

/** EKS in a cluster's region, as the role that was assumed in its account. */
export function eksClient(region: string, credentials: CredentialSource): EKSClient {
  return new EKSClient({ ...clientSettings, region, credentials });
}
