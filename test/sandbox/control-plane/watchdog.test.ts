import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startWatchdog } from '../../../sandbox/control-plane/watchdog.ts';

test('the end of its input ends what it watches, spares what it forgot, and removes the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
  writeFileSync(join(folder, 'data'), 'x');
  const watchdog = startWatchdog(folder);
  const [one, forgotten, other] = [1, 2, 3].map(() => {
    const child = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });
    watchdog.watch(child.pid ?? 0);
    return child;
  });
  watchdog.forget(forgotten?.pid ?? 0);
  const gone = [one, other].map((child) => child && once(child, 'exit'));

  await watchdog.end();
  await Promise.all(gone);

  expect(existsSync(folder)).toBe(false);
  expect([one?.signalCode, forgotten?.signalCode, other?.signalCode]).toEqual(['SIGKILL', null, 'SIGKILL']);
  forgotten?.kill();
});
