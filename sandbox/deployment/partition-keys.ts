import type { Deployment } from './load-deployment.ts';

/** Says the name of the partition key of a table or, where an index is named, of that index. */
export function partitionKeysOf({ tables }: Pick<Deployment, 'tables'>) {
  return (tableName: string, indexName: string | undefined): string | undefined => {
    const table = tables.find(({ name }) => name === tableName);
    const index = table?.globalSecondaryIndexes.find(({ IndexName }) => IndexName === indexName);
    const keys = indexName === undefined ? table?.keySchema : index?.KeySchema;
    return keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
  };
}
