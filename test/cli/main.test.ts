import { expect, test } from '@jest/globals';
import { main } from '../../cli/main.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();

test.each([['--help'], ['rehearse', '--help'], ['sandbox', '--help'], ['help', 'rehearse']])(
  'help that is asked for is printed, and is no mistake: %s %s',
  async (...words) => {
    expect(await main(words.filter((word) => typeof word === 'string'))).toBe(0);
    expect(printed.out).toMatch(/^Usage: eks-scheduler/);
    expect(printed.err).toBe('');
  },
);

test('the version is that of the package', async () => {
  expect(await main(['--version'])).toBe(0);
  expect(printed.out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('without a command, help is printed and the exit code says that something is missing', async () => {
  expect(await main([])).toBe(2);
  expect(printed.err).toMatch(/^Usage: eks-scheduler/);
});

test.each<[string, string[], RegExp]>([
  ['a command that does not exist', ['reherse'], /unknown command 'reherse'\n\(Did you mean rehearse\?\)/],
  [
    'an option that does not exist',
    ['rehearse', '--wrold', 'x'],
    /unknown option '--wrold'\n\(Did you mean --world\?\)/,
  ],
  ['an argument too many', ['rehearse', 'my-world.yaml'], /too many arguments/],
  ['an action that does not exist', ['rehearse', '--action', 'nap'], /Allowed choices are night, stop, start/],
  ['a clock that does not exist', ['sandbox', '--clock', 'fast'], /Say simulated, real, or a speed such as 60x/],
  ['a port that cannot be', ['sandbox', '--port', '70000'], /Say a port from 0 \(any free one\) to 65535/],
  ['an endpoint that is no URL', ['sandbox', '--lambda-endpoint', 'localhost'], /Say a URL such as/],
])('%s is refused with exit code 2 and what would be right', async (_what, words, message) => {
  expect(await main(words)).toBe(2);
  expect(printed.err).toMatch(message);
  expect(printed.err).not.toMatch(/^ {4}at /m);
});

test.each<[string, string[], RegExp]>([
  [
    'a world that is not there',
    ['rehearse', '--world', 'no-such.yaml'],
    /^eks-scheduler: World file no-such\.yaml: cannot be read .*\n$/,
  ],
  [
    'a world that is not there, for the sandbox',
    ['sandbox', '--world', 'no-such.yaml'],
    /^eks-scheduler: World file .*\n$/,
  ],
  [
    'input that is no object',
    ['rehearse', '--input', '[1]'],
    /^eks-scheduler: --input is \[1\], which is not an object\. .*\n$/,
  ],
])('%s is one line on standard error and exit code 2', async (_what, words, message) => {
  expect(await main(words)).toBe(2);
  expect(printed.err).toMatch(message);
  expect(printed.out).toBe('');
});

test('--debug shows where an error comes from', async () => {
  expect(await main(['--debug', 'rehearse', '--world', 'no-such.yaml'])).toBe(2);
  expect(printed.err).toMatch(/^ {4}at /m);
});
