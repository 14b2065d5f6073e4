import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  EKSClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DeleteCommand, DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach } from '@jest/globals';
import { credentials, place } from '../../sandbox/start-sandbox.ts';
import type { Night } from './a-night.ts';

export type Item = Record<string, unknown> & { readonly pk: string; readonly sk: string };

export interface Size {
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredSize: number;
}

/** Somebody with the AWS command line, who knows nothing of a run that goes on. */
export interface Outside {
  readonly states: SFNClient;
  /** The items of the state table whose sort key begins so. */
  items(prefix?: string): Promise<Item[]>;
  putItem(item: Item): Promise<void>;
  deleteItems(prefix?: string): Promise<void>;
  tag(nodeGroup: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(nodeGroup: string, key: string): Promise<void>;
  tagCluster(tags: Readonly<Record<string, string>>): Promise<void>;
  /** Resizes a node group as a person would. */
  resize(nodeGroup: string, size: Size): Promise<void>;
}

const clients = new Set<{ destroy(): void }>();

afterEach(() => {
  for (const client of clients) client.destroy();
  clients.clear();
});

export function fromOutside({ sandbox }: Night): Outside {
  const settings = { endpoint: sandbox.awsUrl, region: place.region, credentials };
  const eks = new EKSClient(settings);
  const dynamoDb = new DynamoDBClient(settings);
  const table = DynamoDBDocumentClient.from(dynamoDb);
  const states = new SFNClient(settings);
  for (const client of [eks, dynamoDb, states]) clients.add(client);
  const TableName = sandbox.deployment.tables[0]?.name ?? '';
  const clusterName = sandbox.cluster;
  const arnOf = async (nodegroupName: string) => {
    const { nodegroup } = await eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }));
    return nodegroup?.nodegroupArn;
  };
  const items = async (prefix = '') => {
    const { Items = [] } = await table.send(new ScanCommand({ TableName }));
    return (Items as Item[]).filter(({ sk }) => sk.startsWith(prefix));
  };
  return {
    states,
    items,
    putItem: async (Item) => void (await table.send(new PutCommand({ TableName, Item }))),
    deleteItems: async (prefix = '') => {
      for (const { pk, sk } of await items(prefix)) await table.send(new DeleteCommand({ TableName, Key: { pk, sk } }));
    },
    tag: async (nodeGroup, tags) =>
      void (await eks.send(new TagResourceCommand({ resourceArn: await arnOf(nodeGroup), tags: { ...tags } }))),
    untag: async (nodeGroup, key) =>
      void (await eks.send(new UntagResourceCommand({ resourceArn: await arnOf(nodeGroup), tagKeys: [key] }))),
    tagCluster: async (tags) => {
      const { cluster } = await eks.send(new DescribeClusterCommand({ name: clusterName }));
      await eks.send(new TagResourceCommand({ resourceArn: cluster?.arn, tags: { ...tags } }));
    },
    resize: async (nodegroupName, scalingConfig) => {
      await eks.send(new UpdateNodegroupConfigCommand({ clusterName, nodegroupName, scalingConfig }));
    },
  };
}

/** min, max and desired of each node group, as they stand. */
export function sizes({ sandbox }: Pick<Night, 'sandbox'>): Record<string, Size> {
  return Object.fromEntries(
    sandbox.eks.snapshot().map(({ name, minSize, maxSize, desiredSize }) => [name, { minSize, maxSize, desiredSize }]),
  );
}

/** How often an execution called the function of each phase, as its history tells. */
export function callsByPhase({ sandbox }: Night, arn: string): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { type, taskScheduledEventDetails } of sandbox.engine.history(arn)) {
    if (type !== 'TaskScheduled') continue;
    const { parameters } = taskScheduledEventDetails as { readonly parameters: string };
    const phase = /function:eks-scheduler-([a-z-]+)/.exec(parameters)?.[1] ?? parameters;
    calls[phase] = (calls[phase] ?? 0) + 1;
  }
  return calls;
}
