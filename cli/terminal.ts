import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Whether lines may be rewritten: somebody looks at a terminal. In CI and in pipes, plain lines follow one another. */
export function isLive(): boolean {
  return process.stdout.isTTY === true && !process.env.CI;
}

/** Coloured where standard output is a terminal and NO_COLOR is not set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One document and nothing else, for programs. */
export function printJson(document: unknown): void {
  print(JSON.stringify(document, null, 2));
}

/** What a person has to know and a program does not read: on standard error. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
