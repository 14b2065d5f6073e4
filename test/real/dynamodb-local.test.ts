import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { assertJava, startDynamoDbLocal } from './dynamodb-local.ts';

const folder = mkdtempSync(join(tmpdir(), 'eks-scheduler-'));
afterAll(() => rmSync(folder, { recursive: true }));

function aJava(words: string): string {
  const command = join(folder, 'java');
  writeFileSync(command, `#!/bin/sh\necho '${words}' >&2\n`);
  chmodSync(command, 0o755);
  return command;
}

test('it is Amazon that answers, and nobody after it has been stopped', async () => {
  const { endpoint, stop } = await startDynamoDbLocal();
  const { headers } = await fetch(endpoint);
  await stop();

  expect(headers.get('server')).toMatch(/Jetty/);
  await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
});

test('without Java it says in one line what to install', () => {
  const advice = /^Amazon's DynamoDB Local needs Java 17 or newer: install it from \S+ \(.+\)\.$/;
  expect(() => assertJava(join(folder, 'no-such-java'))).toThrow(advice);
  expect(() => assertJava(aJava('openjdk version "11.0.2" 2019-01-15'))).toThrow(advice);
  expect(() => assertJava(aJava('java version "1.8.0_401"'))).toThrow(advice);
  expect(() => assertJava(aJava('openjdk version "21" 2023-09-19'))).not.toThrow();
});
