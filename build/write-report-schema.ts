// Writes docs/report.schema.json, the JSON Schema of the JSON report, from src/report/report-schema.ts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reportJsonSchema } from '../src/report/report-schema.ts';

const file = fileURLToPath(new URL('../docs/report.schema.json', import.meta.url));
writeFileSync(file, `${JSON.stringify(reportJsonSchema(), null, 2)}\n`);
