// Writes the tables of docs/security.md: who may do what in AWS from src/access, and in Kubernetes from the last `npm run test:real`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AccessUse } from '../sandbox/control-plane/keep-audit-log.ts';
import { reportAccess, withAccessTable } from './access-report.ts';
import { withPermissionTables } from './permission-tables.ts';
import { usesFile } from './uses-file.ts';

const page = fileURLToPath(new URL('../docs/security.md', import.meta.url));
const written = withPermissionTables(readFileSync(page, 'utf8'));
if (existsSync(usesFile)) {
  const uses = JSON.parse(readFileSync(usesFile, 'utf8')) as AccessUse[];
  writeFileSync(page, withAccessTable(written, reportAccess(uses)));
} else {
  writeFileSync(page, written);
  console.error('The table of Kubernetes is left as it was: nothing is known of what the phases use there.');
  console.error('"npm run test:real" finds out; it takes some ten minutes.');
}
