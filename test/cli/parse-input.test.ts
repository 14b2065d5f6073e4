import { expect, test } from '@jest/globals';
import { parseInput } from '../../cli/parse-input.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';

test('a JSON object is taken as it is, and no input is an empty one', () => {
  expect(parseInput('{"minNodes":2,"drain":{"budgets":"strict"}}')).toEqual({
    minNodes: 2,
    drain: { budgets: 'strict' },
  });
  expect(parseInput(undefined)).toEqual({});
});

test.each([
  ['text that is no JSON', '{minNodes:2}', /--input is not JSON: .*Give a JSON object/],
  ['an empty text', '', /--input is not JSON/],
  ['a list', '[1]', /--input is \[1\], which is not an object\. Give a JSON object/],
  ['null', 'null', /--input is null/],
  ['a number', '7', /--input is 7/],
])('%s is refused with the cure', (_what, text, message) => {
  expect(() => parseInput(text)).toThrow(ConfigurationError);
  expect(() => parseInput(text)).toThrow(message);
});
