// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs the packages when they are missing or
// older than the lockfile, so that a fresh clone needs one command. Imports nothing that an install would bring.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const installed = 'node_modules/.package-lock.json';
const isCurrent = existsSync(installed) && statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs;

if (!isCurrent) {
  process.stderr.write('Installing what package-lock.json names (once, about half a minute) ...\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (npm.error) process.stderr.write(`npm could not be started: ${npm.error.message}. Install npm 10 or later.\n`);
  process.exit(npm.status ?? 1);
}
