import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { whyNoAwsCommand } from './aws-line.ts';
import { notRun, whyNotRun } from './not-run.ts';
import { allCommands, anIdleProgram, examplesOf, helpOf, whyNotRead } from './our-program.ts';
import { allPages, blocksOf, pages } from './pages.ts';
import { ourWords, type ShellLine, shellLines, typed } from './shell-line.ts';

const linesOfPages = pages().flatMap(blocksOf).flatMap(shellLines);
const linesOfHelp = [['eks-scheduler', anIdleProgram()] as const, ...allCommands()].flatMap(([name, command]) =>
  examplesOf(name, helpOf(command)),
);
const everyLine = [...linesOfHelp, ...linesOfPages];

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Null for a line that a person can type as it stands. */
async function whyWrong({ text }: ShellLine): Promise<string | null> {
  const isExcused = whyNotRun(text) !== null;
  // Of a pipe or a redirection, what stands before it.
  const read = typed(text.split(/ [|>] /)[0] ?? '');
  const words = read && ourWords(read);
  if (words) return (await whyNotRead(words)) ?? whyMoreThanOne(text, isExcused);
  const [program, script = ''] = read?.words ?? [];
  if (program === 'npm') return whyNoScript(read?.words ?? []);
  if (isExcused) return null;
  if (program === 'aws') return whyNoAwsCommand(read?.words.slice(1) ?? []);
  if (program === 'kubectl') return kubectlVerbs.has(script) ? null : `kubectl has no ${script}`;
  return 'it is neither run nor in the list of test/docs/not-run.ts';
}

const kubectlVerbs = new Set([
  'get',
  'describe',
  'delete',
  'apply',
  'edit',
  'scale',
  'logs',
  'cordon',
  'uncordon',
  'patch',
  'label',
]);

function whyMoreThanOne(text: string, isExcused: boolean): string | null {
  if (isExcused || typed(text.replace(/ > [\w./-]+$/, ''))) return null;
  return 'a shell is needed, and it is not in the list of test/docs/not-run.ts';
}

function whyNoScript([, verb = '', name = '']: readonly string[]): string | null {
  if (['ci', 'test', 'start'].includes(verb)) return null;
  return verb === 'run' && name in scripts ? null : `package.json has no script ${name}`;
}

test('every line that help and pages tell people to type is one that can be typed', async () => {
  const wrong: string[] = [];
  for (const line of everyLine) {
    const why = await whyWrong(line);
    if (why !== null) wrong.push(`${line.at}: ${line.text}: ${why}`);
  }

  expect(linesOfHelp.length).toBeGreaterThan(20);
  expect(linesOfPages.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});

test('every command shows an example', () => {
  const without = allCommands().filter(([, command]) => command.commands.length === 0);

  expect(
    without.filter(([name, command]) => examplesOf(name, helpOf(command)).length === 0).map(([name]) => name),
  ).toEqual([]);
});

test('no line has a placeholder that the reader must guess', () => {
  const guessed = everyLine.filter(({ text }) => /<[a-z][\w -]*>|…|\bYOUR_?\w*|\bXXX/.test(text));

  expect(guessed.filter(({ text }) => whyNotRun(text) === null).map(({ at, text }) => `${at}: ${text}`)).toEqual([]);
});

test('commands in running text are ones that there are, with options that they take', async () => {
  const inText = allPages().flatMap(({ path, text }) =>
    [...text.matchAll(/`((?:npx )?eks-scheduler [^`\n]+)`/g)].map(([, code = '']) => [path, code] as const),
  );
  const wrong: string[] = [];
  for (const [path, code] of inText) {
    // What the reader fills in may be anything, and what is left out is known from the text around.
    const read = typed((code.split(' | ')[0] ?? '').replaceAll(/<([\w -]+)>/g, 'x').replaceAll(/ ?…/g, ''));
    const why = await whyNotRead(read ? (ourWords(read) ?? []) : []);
    if (why !== null && /unknown (command|option)/.test(why)) wrong.push(`${path}: ${code}: ${why}`);
  }

  expect(inText.length).toBeGreaterThan(20);
  expect(wrong).toEqual([]);
});

test('every excuse of the list is needed', () => {
  expect(notRun.filter(({ line }) => !everyLine.some(({ text }) => line.test(text))).map(({ why }) => why)).toEqual([]);
});
