import type { TableDefinition } from '../deployment/load-deployment.ts';
import { ServiceError } from '../service-error.ts';
import { parseJson } from './json-protocol.ts';
import type { AwsService, HttpAnswer } from './wire.ts';

interface TableGuardsOptions {
  readonly tables: readonly TableDefinition[];
  /** ARNs of keys, by the ARNs of what they encrypt. */
  readonly keys: Readonly<Record<string, string>>;
}

/** DynamoDB that also says how its tables are protected, which the engine in it does not know: as the template has it. */
export function withTableGuards(dynamoDb: AwsService, { tables, keys }: TableGuardsOptions): AwsService {
  const guardsOf = (name: unknown) => tables.find((table) => table.name === name);
  const add = async (answer: HttpAnswer | Promise<HttpAnswer>): Promise<HttpAnswer> => {
    const answered = await answer;
    if (answered.statusCode !== 200) return answered;
    const { Table } = parseJson(Buffer.from(answered.body)) as { readonly Table: Record<string, unknown> };
    const [arn, name] = [String(Table.TableArn), String(Table.TableName)];
    const key = Object.entries(keys).find(([encrypted]) => encrypted.endsWith(`table/${name}`))?.[1];
    return asJson(answered, {
      Table: {
        ...Table,
        TableArn: keyed(arn, keys, name),
        DeletionProtectionEnabled: guardsOf(name)?.hasDeletionProtection ?? false,
        ...(key ? { SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: key } } : {}),
      },
    });
  };
  return {
    ...dynamoDb,
    operation: (request) => {
      const operation = dynamoDb.operation(request);
      if (operation.name === 'DescribeTable') return { ...operation, run: () => add(operation.run()) };
      if (operation.name !== 'DescribeContinuousBackups') return operation;
      const { TableName } = operation.input as { readonly TableName?: string };
      return { ...operation, run: () => backupsOf(guardsOf(TableName)) };
    },
  };
}

/** The engine has an account and a region of its own; where a key encrypts the table, its ARN is known. */
function keyed(arn: string, keys: TableGuardsOptions['keys'], name: string): string {
  return Object.keys(keys).find((encrypted) => encrypted.endsWith(`table/${name}`)) ?? arn;
}

function backupsOf(table: TableDefinition | undefined): HttpAnswer {
  if (!table) throw new ServiceError('TableNotFoundException', 'Table not found');
  const PointInTimeRecoveryStatus = table.hasRecovery ? 'ENABLED' : 'DISABLED';
  const ContinuousBackupsDescription = {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
  };
  return asJson(
    { statusCode: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '' },
    {
      ContinuousBackupsDescription,
    },
  );
}

/** The SDK checks a checksum where one is said. */
function asJson({ statusCode, headers }: HttpAnswer, document: unknown): HttpAnswer {
  const { 'x-amz-crc32': _of, 'content-length': _the, ...others } = headers;
  return { statusCode, headers: others, body: JSON.stringify(document) };
}
