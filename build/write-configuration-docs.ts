// Writes docs/configuration.md, docs/configuration.schema.json and the tables of docs/migration.md from src/config.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configurationJsonSchema } from '../src/config/configuration-json-schema.ts';
import { configurationPage } from './configuration-page.ts';
import { withMigrationTables } from './migration-tables.ts';

const inDocs = (name: string) => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
writeFileSync(inDocs('configuration.md'), configurationPage());
writeFileSync(inDocs('configuration.schema.json'), `${JSON.stringify(configurationJsonSchema(), null, 2)}\n`);
writeFileSync(inDocs('migration.md'), withMigrationTables(readFileSync(inDocs('migration.md'), 'utf8')));
