import type { Need } from '../policy.ts';
import { type Input, type Needs, type RequestPlace, textOf } from './needs.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Items of one table; the partition keys that a request touches are `dynamodb:LeadingKeys`. */
export const dynamodbNeeds: Needs = {
  GetItem: (input, place) => [onTable('GetItem', input, place, keyIn(input.Key))],
  PutItem: (input, place) => [onTable('PutItem', input, place, keyIn(input.Item))],
  UpdateItem: (input, place) => [onTable('UpdateItem', input, place, keyIn(input.Key))],
  DeleteItem: (input, place) => [onTable('DeleteItem', input, place, keyIn(input.Key))],
  Query: (input, place) => [onTable('Query', input, place, (name) => keyOfQuery(input, name))],
  Scan: (input, place) => [onTable('Scan', input, place, () => undefined)],
  DescribeTable: (input, place) => [onTable('DescribeTable', input, place, () => undefined)],
  BatchGetItem: (input, place) => onTables('BatchGetItem', input, place),
  BatchWriteItem: (input, place) => onTables('BatchWriteItem', input, place),
};

function onTable(
  operation: string,
  { TableName, IndexName }: Input,
  { account, region, partitionKeyOf }: RequestPlace,
  keyNamed: (name: string) => string | undefined,
): Need {
  const name = textOf(TableName);
  const table = name.startsWith('arn:') ? name : `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const index = typeof IndexName === 'string' ? IndexName : undefined;
  const keyName = partitionKeyOf(table.slice(table.indexOf('/') + 1), index);
  const key = keyName === undefined ? undefined : keyNamed(keyName);
  return {
    action: `dynamodb:${operation}`,
    resource: index === undefined ? table : `${table}/index/${index}`,
    context: { 'dynamodb:leadingkeys': key === undefined ? [] : [key] },
  };
}

function onTables(operation: string, { RequestItems }: Input, place: RequestPlace): Need[] {
  const tables = Object.keys((RequestItems ?? {}) as Attributes);
  return tables.map((TableName) => onTable(operation, { TableName }, place, () => undefined));
}

function keyIn(item: unknown): (name: string) => string | undefined {
  return (name) => scalarOf((item as Attributes | undefined)?.[name]);
}

/** The value that `<name> = :value` of the key condition compares with. */
function keyOfQuery(input: Input, name: string): string | undefined {
  const names = (input.ExpressionAttributeNames ?? {}) as Readonly<Record<string, string>>;
  const values = (input.ExpressionAttributeValues ?? {}) as Attributes;
  const equalities = textOf(input.KeyConditionExpression).matchAll(/([#\w.]+)\s*=\s*(:\w+)/g);
  for (const [, field = '', value = ''] of equalities) {
    if ((names[field] ?? field) === name) return scalarOf(values[value]);
  }
  return undefined;
}

function scalarOf(attribute: unknown): string | undefined {
  const { S, N } = (attribute ?? {}) as { readonly S?: string; readonly N?: string };
  return S ?? N;
}
