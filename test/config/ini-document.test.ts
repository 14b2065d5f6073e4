import { expect, test } from '@jest/globals';
import { iniDocument } from '../../src/config/ini-document.ts';

/** Keys and values, as Python's configparser would answer them. */
function valuesOf(text: string): Record<string, string> {
  const { entries, findings } = iniDocument(text, 'config.ini');
  expect(findings.map((finding) => finding())).toEqual([]);
  return Object.fromEntries(entries.map(({ section, key, value }) => [`${section}.${key}`, value]));
}

test.each<[what: string, text: string, values: Record<string, string>]>([
  ['= and :', '[a]\nx = 1\ny: 2\nz=3', { 'a.x': '1', 'a.y': '2', 'a.z': '3' }],
  ['the first of = and : divides', '[a]\nx = name:namespace\ny: a=b', { 'a.x': 'name:namespace', 'a.y': 'a=b' }],
  ['keys in big letters', '[a]\nDrain_Timeout = 1', { 'a.drain_timeout': '1' }],
  ['sections keep their letters', '[A]\nx = 1', { 'A.x': '1' }],
  ['nothing behind =', '[a]\nx =\ny = 1', { 'a.x': '', 'a.y': '1' }],
  ['comments in lines of their own', '# one\n[a]\n; two\nx = 1\n  # three\ny = 2', { 'a.x': '1', 'a.y': '2' }],
  ['no comments behind values', '[a]\nx = 1 # one', { 'a.x': '1 # one' }],
  ['a value that goes on', '[a]\nx = one,\n  two,\n\n  three\ny = 1', { 'a.x': 'one,\ntwo,\n\nthree', 'a.y': '1' }],
  ['a comment inside such a value', '[a]\nx = one,\n  # note\n  two', { 'a.x': 'one,\ntwo' }],
  ['an indented section of indented keys', '  [a]\n  x = 1\n  y = 2', { 'a.x': '1', 'a.y': '2' }],
  ['two percent signs', '[a]\nx = 100%%', { 'a.x': '100%' }],
  ['lines of Windows, and a mark of UTF-8', '\ufeff[a]\r\nx = 1\r\n', { 'a.x': '1' }],
  ['a comment behind a section', '[a] ; here\nx = 1', { 'a.x': '1' }],
  ['the same key in two sections', '[a]\nx = 1\n[b]\nx = 2', { 'a.x': '1', 'b.x': '2' }],
  ['nothing', '', {}],
])('%s', (_what, text, values) => {
  expect(valuesOf(text)).toEqual(values);
});

test('says where each key and value stands', () => {
  const { entries } = iniDocument('[a]\n  x  =  1\ny =\n', 'mine.ini');
  expect(entries.map(({ keyAt, valueAt }) => [keyAt, valueAt])).toEqual([
    ['mine.ini:2:3', 'mine.ini:2:9'],
    ['mine.ini:3:1', 'mine.ini:3:4'],
  ]);
});
