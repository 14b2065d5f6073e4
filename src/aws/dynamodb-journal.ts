import { randomUUID } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TransientError } from '../domain/errors.ts';
import { type ClusterTable, type Item, queryItems, wrote } from './dynamodb-items.ts';
import { callAws } from './errors-from-aws.ts';
import {
  actionsInChunk,
  addPass,
  entriesFromItems,
  expiresAt,
  factPiece,
  factsFromItems,
  phaseItem,
  phaseKey,
  runKey,
} from './journal-items.ts';
import { pastRun } from './past-run.ts';
import type { Journal, JournalPass, RunIdentity } from './ports.ts';

const attemptsAtMost = 5;

/**
 * What each run did.
 *
 * A pass is written once, after its effects. When a Lambda dies in between, the pass is missing from the counts and the actions
 * but not from the world: the retried pass finds less to do. When it dies after the journal and before its answer, the retried
 * pass is another pass and counts what it does itself. So nothing is counted twice; what was done may be counted not at all.
 */
export function dynamodbJournal(at: ClusterTable): Journal {
  return {
    write: async (run, pass) => {
      const passId = randomUUID();
      // Actions and facts first: the phase's item that counts the pass is the last to be written.
      await writeActions(at, run, pass, passId);
      await writeFacts(at, run, pass, passId);
      await writePhase(at, run, pass, passId);
    },
    read: async (run) => entriesFromItems(await queryItems(at, `${runKey(run)}#PHASE#`)),
    facts: async (run, of) => factsFromItems(await queryItems(at, `${phaseKey(run, of)}#FACT#`)),
    before: (run, action) => pastRun(at, run, action),
    markRun: (run, status, detail) => markRun(at, run, status, detail),
  };
}

async function writePhase(at: ClusterTable, run: RunIdentity, pass: JournalPass, passId: string): Promise<void> {
  const sk = phaseKey(run, pass);
  for (let attempt = 0; attempt < attemptsAtMost; attempt += 1) {
    const read = new GetCommand({ TableName: at.tableName, Key: { pk: at.pk, sk }, ConsistentRead: true });
    const { Item: item } = await callAws('dynamodb:GetItem', () => at.table.send(read));
    const parsed = phaseItem.safeParse(item);
    const old = parsed.success ? parsed.data : null;
    // A write whose answer was lost is sent again by the SDK and then finds itself here.
    if (old?.lastPass === passId) return;
    const write = new PutCommand({
      TableName: at.tableName,
      Item: { pk: at.pk, sk, ...addPass(old, pass, passId), ttl: expiresAt(run) },
      ...(old
        ? { ConditionExpression: 'lastPass = :last', ExpressionAttributeValues: { ':last': old.lastPass } }
        : { ConditionExpression: 'attribute_not_exists(lastPass)' }),
    });
    if (await wrote('dynamodb:PutItem', () => at.table.send(write))) return;
  }
  throw new TransientError(`The journal of ${pass.phase} kept changing while it was being written.`, 'It is retried.');
}

async function writeActions(at: ClusterTable, run: RunIdentity, pass: JournalPass, passId: string): Promise<void> {
  const of = phaseKey(run, pass);
  const chunks = Math.ceil(pass.actions.length / actionsInChunk);
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    const actions = pass.actions.slice(chunk * actionsInChunk, (chunk + 1) * actionsInChunk);
    // The time of the pass sorts it behind the passes before; its id keeps two passes of one instant apart.
    const sk = `${of}#ACTIONS#${pass.startedAt}#${passId}#${String(chunk).padStart(3, '0')}`;
    await putNew(at, run, { sk, type: 'actions', of, actions });
  }
}

async function writeFacts(at: ClusterTable, run: RunIdentity, pass: JournalPass, passId: string): Promise<void> {
  const of = phaseKey(run, pass);
  for (const [key, value] of Object.entries(pass.facts)) {
    const json = JSON.stringify(value) ?? 'null';
    const pieces = Math.max(1, Math.ceil(json.length / factPiece));
    // The last piece first: the first one, which says how many belong together, makes the value whole.
    for (let piece = pieces - 1; piece >= 0; piece -= 1) {
      const sk = `${of}#FACT#${key}#${String(piece).padStart(3, '0')}`;
      const text = json.slice(piece * factPiece, (piece + 1) * factPiece);
      await putNew(at, run, { sk, type: 'fact', of, key, version: passId, piece, pieces, json: text });
    }
  }
}

/** An item of this very pass: it replaces only what carries the same key in the same run. */
async function putNew(at: ClusterTable, run: RunIdentity, item: Item): Promise<void> {
  const command = new PutCommand({
    TableName: at.tableName,
    Item: { pk: at.pk, ...item, ttl: expiresAt(run) },
    ConditionExpression: 'attribute_not_exists(pk) OR #of = :of',
    ExpressionAttributeNames: { '#of': 'of' },
    ExpressionAttributeValues: { ':of': item.of },
  });
  await wrote('dynamodb:PutItem', () => at.table.send(command));
}

async function markRun(
  { table, tableName, pk }: ClusterTable,
  run: RunIdentity,
  status: Parameters<Journal['markRun']>[1],
  detail: Parameters<Journal['markRun']>[2],
): Promise<void> {
  const values: Item = {
    runId: run.id,
    action: run.action,
    executionArn: run.executionArn,
    startedAt: run.startedAt,
    dryRun: run.dryRun,
    status,
    ttl: expiresAt(run),
    ...detail,
  };
  const attributes = Object.entries(values).filter(([, value]) => value !== undefined);
  // A redriven run goes on under its own item: what an earlier end said of it is over.
  const over = ['endedAt', 'reason', 'report'].filter((name) => !attributes.some(([attribute]) => attribute === name));
  const set = `SET ${attributes.map((_, index) => `#s${index} = :s${index}`).join(', ')}`;
  const command = new UpdateCommand({
    TableName: tableName,
    Key: { pk, sk: runKey(run) },
    UpdateExpression: over.length > 0 ? `${set} REMOVE ${over.map((_, index) => `#r${index}`).join(', ')}` : set,
    ConditionExpression: 'attribute_not_exists(runId) OR runId = :run',
    ExpressionAttributeNames: Object.fromEntries([
      ...attributes.map(([name], index) => [`#s${index}`, name]),
      ...over.map((name, index) => [`#r${index}`, name]),
    ]),
    ExpressionAttributeValues: Object.fromEntries([
      [':run', run.id],
      ...attributes.map(([, value], index) => [`:s${index}`, value]),
    ]),
  });
  await wrote('dynamodb:UpdateItem', () => table.send(command));
}
