import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { reportPlace } from '../../../cli/run/report-place.ts';
import { ConfigurationError } from '../../../src/domain/errors.ts';
import { buildReport, endOf } from '../../../src/report/report.ts';
import { aNight, aRun } from '../../report/a-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'report-place-'));
writeFileSync(join(folder, 'taken'), '');

const report = buildReport(aRun(), aNight(), endOf(aNight(), new Date('2026-11-23T18:09:12Z')));

afterAll(() => rmSync(folder, { recursive: true }));

test('nothing is written where nobody asks', () => {
  expect(reportPlace(undefined).isWanted).toBe(false);
});

test('the extension of a file says the format', () => {
  const file = join(folder, 'night.json');
  expect(reportPlace(file).write(report)).toEqual([file]);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ schemaVersion: 1 });
});

test('a folder that is not there yet is made, and gets every format', () => {
  const made = join(folder, 'a', 'b/');
  reportPlace(made).write(report);
  expect(
    readdirSync(made)
      .map((name) => name.replace(/.*\./, ''))
      .sort(),
  ).toEqual(['csv', 'html', 'json', 'txt']);
});

test.each([
  ['an extension of no format', 'night.pdf', /no format has that extension/],
  ['a folder that is not there', 'nowhere/night.html', /there is no folder/],
  ['a folder that is a file', 'taken/', /Name another folder/],
])('what cannot be written is refused before anything runs: %s', (_what, path, says) => {
  expect(() => reportPlace(`${folder}/${path}`)).toThrow(says);
  expect(() => reportPlace(`${folder}/${path}`)).toThrow(ConfigurationError);
});
