import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import { readConfigurationFile } from '../../src/config/read-configuration-file.ts';
import { catchOutput } from '../cli/catch-output.ts';
import { expectReadable, expectRefusal } from './refusal.ts';

const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const printed = catchOutput();

/** One line on standard error, nothing on standard output, and exit code 2. */
async function expectOneLine(words: readonly string[], says: readonly string[]): Promise<void> {
  expect(await main(words)).toBe(2);
  expect(printed.out).toBe('');
  for (const part of says) expect(printed.err).toContain(part);
  expect(printed.err).toMatch(/^eks-scheduler: [^\n]*\n$/);
  expectReadable(printed.err.trimEnd());
}

describe('--input is refused with the field, the value, the cure and exit code 2, and nothing is started', () => {
  test.each<[string, string, ...string[]]>([
    ['nothing', '', '--input is not JSON', 'Give a JSON object'],
    ['no JSON', '{cluster: dev}', '--input is not JSON', 'Give a JSON object'],
    ['JSON that is cut off', '{"minNodes":', '--input is not JSON', 'Give a JSON object'],
    ['YAML', 'minNodes: 2', '--input is not JSON', 'Give a JSON object'],
    ['a colour', '\u001b[31m', '--input is not JSON', '\\u{1b}', 'Give a JSON object'],
    ['NaN', '{"minNodes":NaN}', '--input is not JSON', 'Give a JSON object'],
    ['null', 'null', '--input is null, which is not an object', 'Give a JSON object'],
    ['a list', '[1]', '--input is [1], which is not an object', 'Give a JSON object'],
    ['text', '"dev"', '--input is "dev", which is not an object', 'Give a JSON object'],
    ['nesting without end', '['.repeat(50_000) + ']'.repeat(50_000), '--input is [[[[…]]]]', 'Give a JSON object'],
    [
      'more than Step Functions takes',
      `{"a":"${'x'.repeat(300_000)}"}`,
      '--input has 300008 bytes',
      'Give 262144 at most',
    ],
    ['a key twice', '{"minNodes":1,"minNodes":2}', '--input has "minNodes" twice', 'Keep one'],
    [
      'a key twice, deeper',
      '{"drain":{"budgets":"wait","budgets":"strict"}}',
      '--input has "budgets" twice',
      'Keep one',
    ],
    ['a number in quotes', '{"minNodes":"3"}', 'minNodes: "3" is not a number', 'without quotes'],
    ['a number past all numbers', '{"minNodes":1e999}', 'minNodes: Infinity is not a number', 'Write a number'],
    ['a key with a slip', '{"nodeGroup":["apps"]}', 'nodeGroup: is not known', 'Did you mean "nodeGroups"?'],
    ['the prototype', '{"__proto__":{"minNodes":1}}', '__proto__: is not known', 'Remove it'],
    ['a policy that is none', '{"drain":{"budgets":"fast"}}', 'drain.budgets: "fast"', 'Write one of computed'],
    [
      'another cluster',
      '{"cluster":"prod"}',
      'cluster: "prod" is not the world’s cluster, shop-dev',
      'Leave cluster out',
    ],
    ['a cluster that cannot be', '{"cluster":"../prod"}', 'cluster: "../prod"', 'as EKS shows it'],
    ['a dry run that the command does not say', '{"dryRun":true}', 'dryRun: true contradicts', 'say --dry-run'],
    [
      'two things at once',
      '{"minNodes":-1,"verify":1}',
      '2 things are wrong',
      'minNodes: -1',
      'verify: 1',
      'Correct them',
    ],
  ])('%s', async (_title, input, ...says) => {
    await expectOneLine(['rehearse', '--input', input], says);
  });

  test('a real run where the command says --dry-run', async () => {
    const words = ['rehearse', '--dry-run', '--input', '{"dryRun":false}'];
    await expectOneLine(words, [
      'dryRun: false contradicts the command line, which says --dry-run',
      'Leave dryRun out',
    ]);
  });

  test('with --json, too, there is no half of a document', async () => {
    await expectOneLine(['rehearse', '--json', '--input', '{"minNodes":-1}'], ['minNodes: -1 is too small']);
  });
});

/** Makes what is no file to read, and gives its path. */
const odd: Readonly<Record<string, () => string>> = {
  missing: () => join(folder, 'missing.yaml'),
  'an empty path': () => '',
  directory: () => folder,
  'a file as a folder': () => join(aFile('file.yaml', 'a'), 'world.yaml'),
  'named pipe': () => {
    const file = join(folder, 'pipe');
    execFileSync('mkfifo', [file]);
    return file;
  },
  device: () => '/dev/zero',
  'links in a circle': () => {
    const file = join(folder, 'circle');
    symlinkSync(file, file);
    return file;
  },
  'a path without end': () => join(folder, 'a'.repeat(5000)),
  'a path that moves the cursor': () => join(folder, '\u001b[2J\u202e.yaml'),
  'a path with a zero byte': () => 'a\0b',
  empty: () => aFile('empty.yaml', ''),
  binary: () => aFile('binary.yaml', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1])),
  'UTF-16': () => aFile('utf-16.yaml', Buffer.from('\ufeffkind: Pod', 'utf16le')),
  'Latin-1': () => aFile('latin.yaml', Buffer.from('kind: Büro', 'latin1')),
  'larger than 64 MB': () => {
    const file = aFile('large.yaml', '');
    truncateSync(file, 65 * 1024 * 1024);
    return file;
  },
  'a folder of worlds': () => {
    mkdirSync(join(folder, 'worlds'));
    return `${folder}/worlds/`;
  },
};

function aFile(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

describe('a world that is no file to read is told in one line with exit code 2', () => {
  test.each<[string, ...string[]]>([
    ['missing', 'cannot be read (ENOENT: no such file or directory)', '--world'],
    ['an empty path', 'cannot be read (ENOENT', '--world'],
    ['directory', 'is a directory, not a file', '--world'],
    ['a folder of worlds', 'is a directory, not a file', '--world'],
    ['a file as a folder', 'cannot be read (ENOTDIR', '--world'],
    ['named pipe', 'is a named pipe, not a file', '--world'],
    ['device', 'is a device, not a file', '--world'],
    ['links in a circle', 'cannot be read (ELOOP', '--world'],
    ['a path without end', 'World file …aaa', 'cannot be read (ENAMETOOLONG', '--world'],
    ['a path that moves the cursor', '\\u{1b}[2J\\u{202e}.yaml: cannot be read (ENOENT', '--world'],
    ['a path with a zero byte', 'World file a\\u{0}b: cannot be read', '--world'],
    ['empty', 'holds no Kubernetes object', 'kubectl get -A -o yaml'],
    ['binary', 'is no text (it has a zero byte)', 'the right file'],
    ['UTF-16', 'is UTF-16', 'Save it as UTF-8'],
    ['Latin-1', 'is not UTF-8 text', 'Save it as UTF-8'],
    ['larger than 64 MB', 'is larger than 65536 KB', 'the right file'],
  ])('%s', async (what, ...says) => {
    await expectOneLine(['rehearse', '--world', odd[what]?.() ?? what], says);
  });

  test('a socket', async () => {
    const file = join(folder, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(file, resolve));
    await expectOneLine(['sandbox', '--world', file], ['is a socket, not a file', '--world']);
    await new Promise((resolve) => server.close(resolve));
  });

  test('a pipe of the shell is read, and what is wrong in it has its place', () => {
    const words = `"${process.execPath}" --import tsx bin/eks-scheduler.ts rehearse --world <(echo 'kind: [')`;
    const { NODE_OPTIONS: _ofTheTests, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', words], { env, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^eks-scheduler: YAML: [^\n]*:2:1\)\. Correct the YAML\.\n$/);
  });
});

describe('a configuration that is no file to read is refused', () => {
  test.each<[string, string, string]>([
    ['missing', 'There is no configuration at', 'CONFIGURATION_FILE'],
    ['a path with a zero byte', 'There is no configuration at a\\u{0}b', 'CONFIGURATION_FILE'],
    ['directory', 'is a directory, not a file', 'CONFIGURATION_FILE'],
    ['device', 'is a device, not a file', 'CONFIGURATION_FILE'],
    ['binary', 'is no text', 'the right file'],
    ['UTF-16', 'is UTF-16', 'Save it as UTF-8'],
    ['Latin-1', 'is not UTF-8 text', 'Save it as UTF-8'],
    ['larger than 64 MB', 'is larger than 256 KB', 'the right file'],
  ])('%s', (what, value, cure) => {
    const file = odd[what]?.() ?? what;
    expectRefusal(() => readConfigurationFile({ CONFIGURATION_FILE: file }), ['onfiguration', value, cure]);
  });
});

describe('a word of the command line is refused with exit code 2 and what would be right', () => {
  test.each<[string, string[], string]>([
    ['a command that moves the cursor', ['\u001b[2J'], "unknown command '\\u{1b}[2J'"],
    ['a command without end', ['x'.repeat(100_000)], "unknown command 'xxx"],
    ['an option that is the prototype', ['rehearse', '--__proto__'], "unknown option '--__proto__'"],
    ['a port in sixteens', ['sandbox', '--port', '0x50'], 'Say a port from 0'],
    ['a port of nothing', ['sandbox', '--port', ''], 'Say a port from 0'],
    ['a port with an exponent', ['sandbox', '--port', '1e3'], 'Say a port from 0'],
    ['a port that is negative', ['sandbox', '--port', '-1'], 'Say a port from 0'],
    ['a port with a space', ['sandbox', '--port', ' 80'], 'Say a port from 0'],
    ['half a port', ['sandbox', '--port', '80.5'], 'Say a port from 0'],
    ['a clock that stands still', ['sandbox', '--clock', '0x'], 'Say simulated, real, or a speed such as 60x'],
    ['a clock that runs backwards', ['sandbox', '--clock', '-5x'], 'Say simulated, real, or a speed such as 60x'],
    ['a clock past all numbers', ['sandbox', '--clock', '1e999x'], 'Say simulated, real, or a speed such as 60x'],
    ['an endpoint that is a file', ['sandbox', '--lambda-endpoint', 'file:///etc/passwd'], 'Say a URL such as'],
    ['an action in capitals', ['rehearse', '--action', 'STOP'], 'Allowed choices are night, stop, start'],
    ['a Kubernetes that is none', ['rehearse', '--kubernetes', 'k3s'], 'Allowed choices are twin, real'],
    ['an option without its value', ['rehearse', '--world'], 'argument missing'],
  ])('%s', async (_title, words, says) => {
    expect(await main(words)).toBe(2);
    expect(printed.out).toBe('');
    expect(printed.err).toContain(says);
    expect(printed.err).not.toContain('\u001b');
    expect(printed.err).not.toMatch(/ {4}at /);
    expect(printed.err.length).toBeLessThan(2000);
  });
});

test('a node group that the world does not have is wrong input, too: exit code 2, and nothing was changed', async () => {
  const words = ['rehearse', '--action', 'stop', '--json', '--input', '{"nodeGroups":["app"]}'];
  expect(await main(words)).toBe(2);
  const { runs, nodeGroups } = JSON.parse(printed.out);
  expect(runs).toMatchObject([{ failedState: 'Prepare run', error: 'ConfigurationError' }]);
  expect(runs[0].message).toContain('has no managed node group app. Did you mean apps?');
  for (const { before, asleep } of nodeGroups) expect(asleep).toEqual(before);
});
