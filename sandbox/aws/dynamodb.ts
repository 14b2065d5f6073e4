/// <reference path="./dynalite.d.ts" />
import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import { ServiceError } from '../service-error.ts';
import { parseJson } from './json-protocol.ts';
import { type Ask, type KeepItem, keptWrites, keyNamesOf, operationOf, type StoredItem } from './keep-items.ts';
import { notImplemented } from './not-implemented.ts';
import type { AwsService, HttpAnswer, HttpRequest } from './wire.ts';

/** A table as CloudFormation's `AWS::DynamoDB::Table` has it, as far as a table can be created from it here. */
export interface TableDefinition {
  readonly TableName: string;
  readonly KeySchema: readonly unknown[];
  readonly AttributeDefinitions: readonly unknown[];
  readonly GlobalSecondaryIndexes?: readonly unknown[];
  readonly LocalSecondaryIndexes?: readonly unknown[];
}

export interface DynamoDb {
  readonly service: AwsService;
  /** Resolves when the table can be used. Recovery, encryption, time to live and the like of the definition are left out. */
  createTable(definition: TableDefinition): Promise<void>;
  /** Puts items into a table, as DynamoDB's JSON has them, without telling `onWrite`. */
  load(tableName: string, items: readonly StoredItem[]): Promise<void>;
}

export interface DynamoDbOptions {
  /**
   * Gets each item that a request has changed, as it is afterwards, before the request is answered: in the order in which the items
   * changed. Where it throws, the request fails, although the table has changed.
   */
  readonly onWrite?: KeepItem;
}

const targetPrefix = 'DynamoDB_20120810';
const contentType = 'application/x-amz-json-1.0';

/** DynamoDB in memory: dynalite without a port of its own. */
export function createDynamoDb({ onWrite }: DynamoDbOptions = {}): DynamoDb {
  const engine = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });

  const hand = (request: Pick<HttpRequest, 'method' | 'path' | 'headers' | 'body'>): Promise<HttpAnswer> =>
    new Promise((resolve) => {
      const incoming = Object.assign(new EventEmitter(), {
        method: request.method,
        url: request.path,
        headers: request.headers,
      });
      engine.emit('request', incoming, new CapturedAnswer(resolve));
      incoming.emit('data', request.body);
      incoming.emit('end');
    });

  const ask: Ask = async (operation, input) => {
    const answer = await hand({
      method: 'POST',
      path: '/',
      headers: {
        'x-amz-target': `${targetPrefix}.${operation}`,
        'content-type': contentType,
        'x-amz-date': '20000101T000000Z',
        authorization: 'AWS4-HMAC-SHA256 Credential=sandbox, SignedHeaders=host, Signature=none',
      },
      body: Buffer.from(JSON.stringify(input)),
    });
    const output = parseJson(Buffer.from(answer.body)) as Record<string, unknown>;
    if (answer.statusCode === 200) return output;
    throw new ServiceError(String(output.__type).replace(/^.*#/, ''), String(output.message), answer.statusCode);
  };

  const keyNames = new Map<string, readonly string[]>();
  return {
    service: dynamoDbService(onWrite ? keptWrites({ hand, ask, keyNames, onWrite }) : hand),
    createTable: async (definition) => {
      keyNames.set(definition.TableName, keyNamesOf(definition.KeySchema));
      await createTable(ask, definition);
    },
    load: async (TableName, items) => {
      for (const Item of items) await ask('PutItem', { TableName, Item });
    },
  };
}

function dynamoDbService(hand: (request: HttpRequest) => Promise<HttpAnswer>): AwsService {
  return {
    signingName: 'dynamodb',
    targetPrefix,
    operation(request) {
      const name = operationOf(request);
      return {
        name,
        input: parseJson(request.body),
        run: async () => {
          const answer = await hand(request);
          if (answer.statusCode === 400 && String(answer.body).includes('UnknownOperationException'))
            throw notImplemented('dynamodb', name);
          return answer;
        },
      };
    },
    refusal: (error) => ({
      statusCode: error.statusCode,
      headers: { 'content-type': contentType },
      body: JSON.stringify({
        ...error.fields,
        __type: `com.amazonaws.dynamodb.v20120810#${error.code}`,
        message: error.message,
      }),
    }),
  };
}

async function createTable(ask: Ask, definition: TableDefinition): Promise<void> {
  const { TableName, KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = definition;
  await ask('CreateTable', {
    TableName,
    KeySchema,
    AttributeDefinitions,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes && { GlobalSecondaryIndexes }),
    ...(LocalSecondaryIndexes && { LocalSecondaryIndexes }),
  });
  for (;;) {
    const { Table } = await ask('DescribeTable', { TableName });
    if ((Table as { readonly TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What dynalite writes its answer to; it uses no more of a ServerResponse than this. */
class CapturedAnswer {
  statusCode = 200;
  readonly #headers: Record<string, string> = {};
  readonly #resolve: (answer: HttpAnswer) => void;

  constructor(resolve: (answer: HttpAnswer) => void) {
    this.#resolve = resolve;
  }

  setHeader(name: string, value: unknown): void {
    this.#headers[name.toLowerCase()] = String(value);
  }

  end(body: string | Buffer = ''): void {
    this.#resolve({ statusCode: this.statusCode, headers: this.#headers, body });
  }
}
