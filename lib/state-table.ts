import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type CfnGlobalTable, ProjectionType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { lockIndex, recordIndex } from '../src/domain/table-indexes.ts';

/**
 * What must come back in the morning, the locks and the journal: the one table that must never be lost.
 *
 * Neither a stack that goes nor a hand in the console takes it away: it stays behind, and has to be unprotected first.
 * Both indexes are sparse: of the thousands of items of a journal none has their attributes, so that a look at every cluster's
 * locks and outstanding records costs as much as there are of those.
 */
export function stateTable(scope: Construct, key: Key): TableV2 {
  const table = new TableV2(scope, 'State', {
    partitionKey: { name: 'pk', type: AttributeType.STRING },
    sortKey: { name: 'sk', type: AttributeType.STRING },
    globalSecondaryIndexes: [recordIndex, lockIndex].map(({ name, partitionKey, sortKey, attributes }) => ({
      indexName: name,
      partitionKey: { name: partitionKey, type: AttributeType.STRING },
      sortKey: { name: sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...attributes],
    })),
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: 'ttl',
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  encryptWith(key, table);
  return table;
}

/** TableV2 takes a key only in a stack that is bound to a region, for the sake of replicas, of which this table has none. */
function encryptWith(key: Key, table: TableV2): void {
  const resource = table.node.defaultChild as CfnGlobalTable;
  resource.addPropertyOverride('SSESpecification', { SSEEnabled: true, SSEType: 'KMS' });
  resource.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn });
}
