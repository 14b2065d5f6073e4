import fc from 'fast-check';

const nasty = [
  '\0',
  '\n',
  '\t',
  '\u001b',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\u0301',
  '\ud83d',
  '"',
  "'",
  '\\',
  '/',
  '..',
  ':',
  '#',
  '&',
  '*',
  '$(',
];

/** Text of any characters, with those that make trouble more often. */
export const anyText = fc
  .array(fc.oneof(fc.constantFrom(...nasty), fc.integer({ min: 0, max: 0x10ffff }).map(String.fromCodePoint)), {
    maxLength: 60,
  })
  .map((characters) => characters.join(''));
