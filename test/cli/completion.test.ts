import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { commands } from '../../cli/commands.ts';
import { main } from '../../cli/main.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();
const names = commands.map((make) => make(() => undefined).name());

async function script(shell: string): Promise<string> {
  printed.out = '';
  expect(await main(['completion', shell])).toBe(0);
  return printed.out;
}

/** What bash 3.2 and newer would offer for the last of these words, in one process for all of them. */
async function offers(...lines: readonly (readonly string[])[]): Promise<string[][]> {
  const tries = lines.map((words) => {
    const quoted = ['eks-scheduler', ...words].map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _eks_scheduler; echo "\${COMPREPLY[*]}"`;
  });
  const out = execFileSync('bash', ['--norc', '-c', `${await script('bash')}\n${tries.join('\n')}`], {
    encoding: 'utf8',
  });
  return out.split('\n').map((line) => line.split(' ').filter((word) => word !== ''));
}

describe('in bash', () => {
  test('every command is offered, and those that begin as what was typed', async () => {
    const [all = [], some] = await offers([''], ['sta']);
    expect(all.filter((word) => !word.startsWith('-')).sort()).toEqual([...names].sort());
    expect(all).toContain('--debug');
    expect(some?.sort()).toEqual(['start', 'status']);
  });

  test('options are those of the command, wherever others stand before', async () => {
    const [runs, report, after] = await offers(
      ['runs', '--l'],
      ['--debug', 'report', '--o'],
      ['runs', '--json', '--act'],
    );
    expect(runs).toEqual(['--local', '--limit']);
    expect(report).toEqual(['--output']);
    expect(after).toEqual(['--action']);
  });

  test('the values of an option and of an argument are those that it takes', async () => {
    const [status, divided, begun, shells, free] = await offers(
      ['runs', '--status', 's'],
      // bash makes three words of --status=failed.
      ['runs', '--status', '='],
      ['runs', '--status', '=', 'f'],
      ['completion', ''],
      ['runs', '--cluster', 'st'],
    );
    expect(status).toEqual(['succeeded', 'skipped']);
    expect(divided).toEqual(['running', 'succeeded', 'skipped', 'failed']);
    expect(begun).toEqual(['failed']);
    expect(shells).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
    expect(free).toEqual([]);
  });

  test('the name of a cluster that is that of a command is not taken for one', async () => {
    const [offered] = await offers(['runs', '--cluster', 'report', '--sin']);
    expect(offered).toEqual(['--since']);
  });
});

describe.each(['zsh', 'fish'])('in %s', (shell) => {
  test('every command is there, with what it is for, and the options with their values', async () => {
    const text = await script(shell);
    for (const name of names) expect(text).toContain(name);
    expect(text).toContain('List the runs of the clusters, the newest first.');
    expect(text).toContain('running succeeded skipped failed');
    expect(text).toMatch(shell === 'fish' ? /-l cluster-region -r / : /--cluster-region=\[/);
  });

  test('quotes are closed on every line', async () => {
    const text = await script(shell);
    const quotesOn = (line: string) => line.replaceAll(/'\\''|\\'/g, '').split("'").length - 1;
    const code = text.split('\n').filter((line) => !line.startsWith('#'));
    expect(code.filter((line) => quotesOn(line) % 2 === 1)).toEqual([]);
  });
});

test.each([
  [['completion'], 'shell'],
  [['completion', 'powershell'], 'bash, zsh, fish'],
])('%j is refused with what to write', async (words, says) => {
  expect(await main(words)).toBe(2);
  expect(printed.out).toBe('');
  expect(printed.err).toContain(says);
});
