// Writes into README what `npm start` and a session with the commands print, and the list of the commands.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { withBlock } from './markdown.ts';
import { commandsAtAGlance } from './terminal/commands-at-a-glance.ts';
import { recordNight, recordSession } from './terminal/record.ts';

const file = fileURLToPath(new URL('../README.md', import.meta.url));
const blocks = [
  ['night', await recordNight()],
  ['session', await recordSession()],
  ['commands', commandsAtAGlance()],
] as const;
let page = readFileSync(file, 'utf8');
for (const [name, text] of blocks) page = withBlock(page, name, text, 'docs:terminal');
writeFileSync(file, page);
