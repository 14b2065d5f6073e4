import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dynamodbLock } from '../../src/aws/dynamodb-lock.ts';
import { LockLostError } from '../../src/domain/errors.ts';
import { aTable, type TestTable } from './a-table.ts';

let table: TestTable;
beforeEach(async () => {
  table = await aTable();
});
afterEach(() => table.close());

const stop = { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:down:one', action: 'stop' } as const;
const start = { executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:up:two', action: 'start' } as const;
const evening = new Date('2026-11-02T20:00:00Z');
/** A machine whose clock is a day behind. */
const skewed = new Date('2026-11-01T20:00:00Z');

test('a free lock is taken, and by nobody else until it is released', async () => {
  const lock = dynamodbLock(table);
  await expect(lock.current()).resolves.toBeNull();
  await expect(lock.take(stop, null, evening)).resolves.toBe(true);
  await expect(lock.take(start, null, evening)).resolves.toBe(false);
  await expect(lock.current()).resolves.toEqual({
    holder: stop.executionArn,
    action: 'stop',
    acquiredAt: '2026-11-02T20:00:00.000Z',
  });

  await lock.release(stop);
  await expect(lock.take(start, null, evening)).resolves.toBe(true);
});

test('of ten runs that ask at the same moment one gets it', async () => {
  const lock = dynamodbLock(table);
  const runs = Array.from({ length: 10 }, (_, index) => ({ executionArn: `arn:${index}`, action: 'stop' as const }));
  const taken = await Promise.all(runs.map((run) => lock.take(run, null, evening)));
  expect(taken.filter(Boolean)).toHaveLength(1);
});

test('a run may take its own lock again', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  await expect(lock.take(stop, null, evening)).resolves.toBe(true);
});

test('the lock of an expected holder is taken over, once', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  const holder = await lock.current();

  await expect(lock.take(start, holder, evening)).resolves.toBe(true);
  await expect(lock.take({ executionArn: 'arn:third', action: 'start' }, holder, evening)).resolves.toBe(false);
});

test('a holder that took the lock anew since it was looked at keeps it', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  const seen = await lock.current();
  await lock.release(stop);
  await lock.take(stop, null, new Date('2026-11-02T21:00:00Z'));

  await expect(lock.take(start, seen, evening)).resolves.toBe(false);
});

test('a clock that is a day behind takes nobody’s lock and loses none', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  await expect(lock.take(start, null, skewed)).resolves.toBe(false);
  await expect(lock.assert(stop, skewed)).resolves.toBeUndefined();
});

test('a run that lost its lock is told who has it', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  await lock.take(start, await lock.current(), evening);

  await expect(lock.assert(stop, evening)).rejects.toThrow(LockLostError);
  await expect(lock.assert(stop, evening)).rejects.toThrow(start.executionArn);
  await expect(lock.assert(start, evening)).resolves.toBeUndefined();
});

test('releasing a lock that another run holds leaves it there', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  await lock.release(start);
  await expect(lock.assert(stop, evening)).resolves.toBeUndefined();
});

test('a lock item that names nobody keeps nobody out', async () => {
  await table.put('LOCK', { acquiredAt: 'once' });
  const lock = dynamodbLock(table);
  await expect(lock.current()).resolves.toBeNull();
  await expect(lock.take(stop, null, evening)).resolves.toBe(true);
});

test('a lock tells whom it was taken from, also when its run takes it again, and no longer once it was free', async () => {
  const lock = dynamodbLock(table);
  await lock.take(stop, null, evening);
  await lock.take(start, await lock.current(), evening);
  expect(await lock.current()).toMatchObject({ holder: start.executionArn, takenFrom: stop.executionArn });
  await lock.take(start, await lock.current(), evening);
  expect(await lock.current()).toMatchObject({ holder: start.executionArn, takenFrom: stop.executionArn });
  await lock.release(start);
  await lock.take(stop, null, evening);
  expect(await lock.current()).not.toHaveProperty('takenFrom');
});
