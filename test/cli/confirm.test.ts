import { expect, test } from '@jest/globals';
import { confirmed, Unanswered } from '../../cli/confirm.ts';

const answer = (text: string) => ({ isTerminal: true, ask: async () => text });
const nobody = { isTerminal: false, ask: () => Promise.reject(new Error('asked')) };

test.each([
  ['y', true],
  ['YES ', true],
  ['', false],
  ['no', false],
  ['yesterday', false],
])('on a terminal the answer "%s" is %s', async (text, is) => {
  expect(await confirmed('Put dev to sleep?', { yes: undefined, otherwise: 'goOn' }, answer(text))).toBe(is);
});

test('who has said --yes is not asked', async () => {
  expect(await confirmed('Put dev to sleep?', { yes: true, otherwise: 'refuse' }, nobody)).toBe(true);
});

test('where nobody is there scripts go on, or must say --yes', async () => {
  expect(await confirmed('Put dev to sleep?', { yes: undefined, otherwise: 'goOn' }, nobody)).toBe(true);
  await expect(confirmed('End it?', { yes: undefined, otherwise: 'refuse' }, nobody)).rejects.toThrow('Say --yes.');
});

test('whoever ends the command at the question has not answered it', async () => {
  const ended = Object.assign(new Error('Aborted with Ctrl+C'), { name: 'AbortError' });
  const asking = { isTerminal: true, ask: () => Promise.reject(ended) };
  const asked = confirmed('Put dev to sleep?', { yes: undefined, otherwise: 'goOn' }, asking);
  await expect(asked).rejects.toThrow(Unanswered);
});
