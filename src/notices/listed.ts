import { few } from '../domain/few.ts';
import { visibleText } from '../domain/visible-text.ts';

/** Of a list in a message. A message may hold several, each in three bodies, and SNS charges for every 64 KB. */
const mostLines = 10;
const longestLine = 300;

/** The first of many lines, each on one line and cut; what is left out stands in the report. */
export function listed(lines: readonly string[]): readonly string[] {
  return few(lines.map(onOneLine), mostLines);
}

/** What other programs said, as it may stand in a mail. */
export function onOneLine(text: string): string {
  const visible = visibleText(text);
  return visible.length > longestLine ? `${visible.slice(0, longestLine)}…` : visible;
}
