import { ServiceError } from '../service-error.ts';
import { parseJson } from './json-protocol.ts';
import { notImplemented } from './not-implemented.ts';
import type { HttpAnswer, HttpRequest } from './wire.ts';

/** An item, or a key, as DynamoDB's JSON has it: `{"pk": {"S": "…"}}`. */
export type StoredItem = Readonly<Record<string, unknown>>;

/** @param item What stands there now; null: nothing. */
export type KeepItem = (tableName: string, key: StoredItem, item: StoredItem | null) => void;

export type Ask = (operation: string, input: unknown) => Promise<Record<string, unknown>>;

type Hand = (request: HttpRequest) => Promise<HttpAnswer>;

interface KeptWrites {
  readonly hand: Hand;
  readonly ask: Ask;
  /** By table. */
  readonly keyNames: ReadonlyMap<string, readonly string[]>;
  readonly onWrite: KeepItem;
}

/** What changes items here one at a time. Others are refused rather than lost. */
const writes: readonly string[] = ['PutItem', 'UpdateItem', 'DeleteItem'];
const otherWrites = /^(BatchWriteItem|Transact|BatchExecute|Execute)/;

/**
 * Hands requests on and tells of every item that they changed, before they are answered. What writes waits for the write before it,
 * so that what is told last of an item is what stands there.
 */
export function keptWrites({ hand, ask, keyNames, onWrite }: KeptWrites): Hand {
  let last: Promise<unknown> = Promise.resolve();
  const write: Hand = async (request) => {
    const answer = await hand(request);
    if (answer.statusCode !== 200) return answer;
    const { TableName = '', Item, Key } = parseJson(request.body) as WriteInput;
    const names = keyNames.get(TableName) ?? [];
    // In one order, whatever the request has: a reader may tell items apart by the key's text.
    const key = Object.fromEntries(names.map((name) => [name, (Key ?? Item)?.[name]]));
    const found = await ask('GetItem', { TableName, Key: key, ConsistentRead: true });
    onWrite(TableName, key, (found.Item as StoredItem | undefined) ?? null);
    return answer;
  };
  return (request) => {
    const operation = operationOf(request);
    if (otherWrites.test(operation)) throw notImplemented('dynamodb', `${operation} where items are kept`);
    if (!writes.includes(operation)) return hand(request);
    const result = last.then(() => write(request));
    last = result.then(
      () => undefined,
      // The one who asked gets it; the next write does not depend on it.
      () => undefined,
    );
    return result;
  };
}

interface WriteInput {
  readonly TableName?: string;
  readonly Item?: StoredItem;
  readonly Key?: StoredItem;
}

/** @param request Its target is `DynamoDB_20120810.PutItem`. */
export function operationOf({ headers }: Pick<HttpRequest, 'headers'>): string {
  return String(headers['x-amz-target'] ?? '').replace(/^.*\./, '');
}

/** @throws {ServiceError} for a schema that names none. */
export function keyNamesOf(keySchema: readonly unknown[]): readonly string[] {
  return keySchema.map((part) => {
    const { AttributeName } = part as { readonly AttributeName?: string };
    if (AttributeName) return AttributeName;
    throw new ServiceError('ValidationException', 'The key schema has a part without AttributeName');
  });
}
