// Writes the table of docs/security.md from the last `npm run test:real`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AccessUse } from '../sandbox/control-plane/keep-audit-log.ts';
import { reportAccess, withAccessTable } from './access-report.ts';
import { usesFile } from './uses-file.ts';

const page = fileURLToPath(new URL('../docs/security.md', import.meta.url));
if (existsSync(usesFile)) {
  const uses = JSON.parse(readFileSync(usesFile, 'utf8')) as AccessUse[];
  writeFileSync(page, withAccessTable(readFileSync(page, 'utf8'), reportAccess(uses)));
} else {
  console.error('Nothing is known of what the phases use. Run "npm run test:real" first: it takes some ten minutes.');
  process.exitCode = 1;
}
