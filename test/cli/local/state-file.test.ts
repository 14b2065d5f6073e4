import { constants } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { LineWriter } from '../../../cli/local/line-writer.ts';
import { openStateFile, readStateFile } from '../../../cli/local/state-file.ts';
import type { KeptExecution } from '../../../sandbox/engine/execution/kept-execution.ts';

const home = { account: '111122223333', region: 'eu-west-1' };
const now = Date.parse('2026-11-23T20:00:00Z');
const day = 24 * 60 * 60_000;

let directory = '';
let file = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'state-'));
  file = join(directory, 'state.jsonl');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

const key = (name: string) => ({ pk: { S: 'CLUSTER#dev' }, sk: { S: name } });
const anItem = (name: string, more: object = {}) => ({ ...key(name), size: { N: '3' }, ...more });
const anEvent = (id: number) => ({ id, previousEventId: id - 1, timestamp: now + id, type: 'TaskStateEntered' });

function anExecution(more: Partial<KeptExecution> = {}): KeptExecution {
  const flow = { position: null, variables: {}, mapItem: null, output: null, isDone: false, lastEventId: 1 };
  return {
    ...{ arn: 'arn:aws:states:eu-west-1:111122223333:execution:machine:night', name: 'night' },
    ...{ stateMachineArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:machine', stateMachineName: 'machine' },
    ...{ roleArn: '', type: 'STANDARD', timeoutSeconds: null, inputText: '{}', startedAt: now, status: 'RUNNING' },
    ...{ output: null, stoppedAt: null, redriveCount: 0, redrivenAt: null, notRedrivable: null },
    ...{ root: flow, mapRuns: [], parent: null },
    ...more,
  };
}

function opened(at = now) {
  return openStateFile(file, home, at);
}

/** What the next process finds. */
function found() {
  const { state } = readStateFile(file, home);
  return { items: [...state.items.values()], executions: [...state.executions.values()] };
}

describe('a state file', () => {
  test('has every change at once, the last word on an item, and all events of an execution', () => {
    const state = opened();
    state.writeItem(key('A'), anItem('A'));
    state.writeItem(key('B'), anItem('B'));
    state.writeItem(key('A'), anItem('A', { size: { N: '5' } }));
    state.writeItem(key('B'), null);
    state.writeExecution(anExecution(), [anEvent(1)]);
    state.writeExecution(anExecution({ status: 'FAILED' }), [anEvent(2), anEvent(3)]);

    expect(found().items).toEqual([anItem('A', { size: { N: '5' } })]);
    expect(found().executions).toMatchObject([
      { kept: { status: 'FAILED' }, events: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    ]);
    state.close();
  });

  test('is the same after it was opened anew, which leaves one line for each thing', () => {
    const first = opened();
    for (const size of ['1', '2', '3']) first.writeItem(key('A'), anItem('A', { size: { N: size } }));
    first.writeExecution(anExecution(), [anEvent(1)]);
    first.writeExecution(anExecution(), [anEvent(2)]);
    const before = found();
    first.close();

    opened().close();
    expect(found()).toEqual(before);
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(3);
  });

  test('has what was whole where its process died at any byte of a line, and goes on from there', () => {
    const state = opened();
    state.writeItem(key('A'), anItem('A'));
    const whole = readFileSync(file).length;
    state.writeItem(key('B'), anItem('B'));
    state.close();
    const bytes = readFileSync(file);
    for (let length = whole; length < bytes.length; length++) {
      writeFileSync(file, bytes.subarray(0, length));
      expect(found().items).toEqual([anItem('A')]);
    }
    const again = opened();
    again.writeItem(key('C'), anItem('C'));
    again.close();
    expect(found().items).toEqual([anItem('A'), anItem('C')]);
  });

  test('forgets items whose time to live has passed, and executions that ended 90 days ago', () => {
    const state = opened();
    state.writeItem(key('OLD'), anItem('OLD', { ttl: { N: String(now / 1000 - 1) } }));
    state.writeItem(key('NEW'), anItem('NEW', { ttl: { N: String(now / 1000 + 1) } }));
    state.writeExecution(anExecution({ arn: 'old', stoppedAt: now - 90 * day }), []);
    state.writeExecution(anExecution({ arn: 'new', stoppedAt: now - 89 * day }), []);
    state.close();

    opened().close();
    expect(found().items).toEqual([anItem('NEW', { ttl: { N: String(now / 1000 + 1) } })]);
    expect(found().executions).toMatchObject([{ kept: { arn: 'new' } }]);
  });

  test('forgets the history of an execution that has succeeded, and of no other', () => {
    const state = opened();
    for (const status of ['SUCCEEDED', 'FAILED', 'RUNNING'] as const)
      state.writeExecution(anExecution({ arn: status, status }), [anEvent(1)]);
    state.close();

    opened().close();
    expect(found().executions.map(({ kept, events }) => `${kept.status} ${events.length}`)).toEqual([
      'SUCCEEDED 0',
      'FAILED 1',
      'RUNNING 1',
    ]);
  });

  test('may have lines of any length, and be longer than a string can be', () => {
    const state = opened();
    const long = anItem('A', { note: { S: 'é'.repeat(1 << 20) } });
    state.writeItem(key('A'), long);
    state.writeItem(key('B'), anItem('B'));
    state.close();
    // A hole, which takes no room on the disk: as a last line that is torn.
    truncateSync(file, constants.MAX_STRING_LENGTH + 1);
    expect(found().items).toEqual([long, anItem('B')]);
  });

  test('takes no more once it is closed', () => {
    const state = opened();
    state.close();
    expect(() => state.writeItem(key('A'), anItem('A'))).toThrow(
      `The state cannot be written to ${file}: it was closed.`,
    );
  });

  test('takes no more after a line that could not be written, also where there would be room again', () => {
    const descriptor = openSync(file, 'a');
    const lines = new LineWriter(file, descriptor);
    closeSync(descriptor);
    expect(() => lines.append('one\n')).toThrow(`The state cannot be written to ${file}: EBADF.`);
    // Gets the number that is free.
    expect(openSync(file, 'a')).toBe(descriptor);
    expect(() => lines.append('two\n')).toThrow('Nothing more is done.');
    lines.close();
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

describe('a file is refused, and left as it is,', () => {
  test.each([
    ['that is something else', 'apiVersion: v1\n', 'is not a state file of eks-scheduler. Name another file'],
    ['that is damaged in the middle', null, 'state.jsonl:2 is damaged'],
    ['of a newer version', head({ version: 2 }), 'was written by a newer version'],
    ['of another account', head({ account: '444455556666' }), 'is the state of account 444455556666, region eu-west-1'],
    [
      'of another region',
      head({ region: 'us-east-1' }),
      'say --region us-east-1 (a cluster elsewhere: --cluster-region)',
    ],
  ])('%s', (_what, text, problem) => {
    if (text === null) {
      opened().close();
      appendFileSync(file, '{"key": {"pk"\n{"key":{},"item":null}\n');
    } else writeFileSync(file, text);
    const before = readFileSync(file, 'utf8');
    expect(() => opened()).toThrow(problem);
    expect(readFileSync(file, 'utf8')).toBe(before);
    // Its lock is gone with the refusal.
    expect(() => opened()).toThrow(problem);
  });

  test('that another process has, until that one ends, however it ends', async () => {
    opened().close();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await once(other, 'spawn');
    lock({ pid: other.pid });
    expect(() => opened()).toThrow(
      `${file} is in use by process ${other.pid} on ${hostname()}, since 2026-11-23T20:00:00Z. Wait until it ends; where`,
    );
    expect(readStateFile(file, home).isInUse).toBe(true);

    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(readStateFile(file, home).isInUse).toBe(false);
    opened().close();
  });

  test('that this process has already, or a process on another machine', () => {
    const state = opened();
    expect(() => opened()).toThrow(`in use by process ${process.pid}`);
    state.close();
    // A number that came round again: this process has it not.
    lock({ pid: process.pid });
    opened().close();
    lock({ pid: 1, host: 'elsewhere' });
    expect(() => opened()).toThrow('in use by process 1 on elsewhere');
  });

  test('that another process of the same number is about to have: two containers count alike', () => {
    opened().close();
    // As it stands between the link and the end of the name beside it.
    lock({ host: 'elsewhere' });
    linkSync(`${file}.lock`, `${file}.lock.${process.pid}`);
    expect(() => opened()).toThrow('in use by process 1 on elsewhere');
  });

  test('that is in use under another name, and stays what it is: a link', () => {
    const link = join(directory, 'link.jsonl');
    const state = opened();
    symlinkSync(file, link);
    expect(() => openStateFile(link, home, now)).toThrow(`in use by process ${process.pid}`);
    expect(readStateFile(link, home).isInUse).toBe(true);
    state.close();

    const throughLink = openStateFile(link, home, now);
    throughLink.writeItem(key('A'), anItem('A'));
    throughLink.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(found().items).toEqual([anItem('A')]);
  });

  test.each([
    ['in a folder that does not exist', 'no/state.jsonl', 'there is no such directory'],
    ['that is a folder', '.', 'it is a directory'],
  ])('%s', (_what, name, problem) => {
    expect(() => openStateFile(join(directory, name), home, now)).toThrow(`cannot be used: ${problem}.`);
  });

  test('to be read, where it does not exist', () => {
    expect(() => readStateFile(file, home)).toThrow(`There is no ${file}.`);
  });
});

function head(more: object): string {
  return `${JSON.stringify({ eksScheduler: 'state', version: 1, ...home, ...more })}\n`;
}

function lock(more: object): void {
  const holder = { pid: 1, host: hostname(), since: '2026-11-23T20:00:00Z', ...more };
  writeFileSync(`${file}.lock`, `${JSON.stringify(holder)}\n`);
}
