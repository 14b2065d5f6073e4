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

/** A server that answers for some of the services in place of AWS, and asks nobody for a signature. */
export interface Stand {
  readonly endpoint: string;
  readonly services: readonly (keyof OwnClients)[];
}

export function ownClients(region: string, stand?: Stand): OwnClients {
  const settingsOf = (service: keyof OwnClients) => {
    const { endpoint, services } = stand ?? { endpoint: '', services: [] };
    if (!services.includes(service)) return { ...clientSettings, region };
    return { ...clientSettings, region, endpoint, credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  };
  return {
    table: DynamoDBDocumentClient.from(new DynamoDBClient(settingsOf('table')), {
      marshallOptions: { removeUndefinedValues: true },
    }),
    reports: new S3Client(settingsOf('reports')),
    states: new SFNClient(settingsOf('states')),
    sts: new STSClient(settingsOf('sts')),
    notices: new SNSClient(settingsOf('notices')),
  };
}

/** EKS in a cluster's region, as the role that was assumed in its account. */
export function eksClient(region: string, credentials: CredentialSource): EKSClient {
  return new EKSClient({ ...clientSettings, region, credentials });
}
