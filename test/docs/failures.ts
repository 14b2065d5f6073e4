import { whyNotRun } from './not-run.ts';
import { ourWords, type ShellLine, typed } from './shell-line.ts';
import type { Typist } from './typist.ts';

/** The lines that did not end as the documentation says. */
export async function failures(typist: Typist, lines: readonly ShellLine[]): Promise<string[]> {
  const found: string[] = [];
  for (const line of lines.filter(isToBeRun)) {
    if (rehearsed.has(nameless(line.text))) continue;
    const why = await typist.type(line);
    if (why === null && isRehearsal(line)) rehearsed.add(nameless(line.text));
    if (why !== null) found.push(`${line.at}: ${line.text}: ${why}`);
  }
  return found;
}

/** A rehearsal has its own world each time: typed twice, it is the same night. */
const rehearsed = new Set<string>();

function nameless(text: string): string {
  return text.replace(/^npx /, '');
}

function isRehearsal({ text }: ShellLine): boolean {
  return /^(npx )?eks-scheduler rehearse\b/.test(text);
}

/** Real kubectl types its lines in test/real/; lines.test.ts says what is typed nowhere, and why. */
function isToBeRun({ text }: ShellLine): boolean {
  if (whyNotRun(text) !== null) return false;
  const read = typed(text.replace(/ > [\w./-]+$/, ''));
  return read !== null && (ourWords(read) !== null || read.words[0] === 'aws');
}
