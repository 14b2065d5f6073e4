import { expect, test } from '@jest/globals';
import { withBlock } from '../../build/markdown.ts';
import { commandsAtAGlance } from '../../build/terminal/commands-at-a-glance.ts';
import { recordNight, recordSession } from '../../build/terminal/record.ts';
import { pages } from './pages.ts';

const readme = pages().find(({ path }) => path === 'README.md')?.text ?? '';

test.each([
  ['night', recordNight],
  ['session', recordSession],
])('README’s %s is what the commands print: else, npm run docs:terminal', async (name, record) => {
  expect(readme).toBe(withBlock(readme, name, await record(), 'docs:terminal'));
});

test('README lists every command with what it says of itself: else, npm run docs:terminal', () => {
  expect(readme).toBe(withBlock(readme, 'commands', commandsAtAGlance(), 'docs:terminal'));
});
