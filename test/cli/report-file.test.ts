import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { reportFiles } from '../../cli/report-file.ts';
import { buildReport, endOf } from '../../src/report/report.ts';
import { aMorning, aNight, aRun } from '../report/a-journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

const endedAt = new Date('2026-11-23T18:09:12.000Z');
const stop = buildReport(aRun(), aNight(), endOf(aNight(), endedAt));
const start = buildReport(aRun({ action: 'start' }), aMorning(), endOf(aMorning(), endedAt));

test.each([
  ['html', '<!doctype html>'],
  ['json', '{\n  "schemaVersion": 1'],
  ['csv', 'run,account,region,cluster,action'],
  ['txt', 'stop of dev (111122223333, eu-west-1)'],
])('a report is written as the extension .%s says', (extension, beginning) => {
  const file = join(folder, `one.${extension}`);
  const { listener, written } = reportFiles(file, false);

  listener.onReport?.(stop);

  expect(readFileSync(file, 'utf8').startsWith(beginning)).toBe(true);
  expect(written).toEqual([file]);
});

test('the two runs of a night have a file each', () => {
  const { listener, written } = reportFiles(join(folder, 'night.json'), true);

  for (const report of [stop, start]) listener.onReport?.(report);

  expect(written).toEqual([join(folder, 'night-stop.json'), join(folder, 'night-start.json')]);
  expect(written.every((file) => existsSync(file))).toBe(true);
});

test('without a file nothing is written', () => {
  expect(reportFiles(undefined, true)).toEqual({ listener: {}, written: [] });
});

test.each([
  ['night.pdf', /no format has that extension\. Write one of \.json, \.txt, \.csv, \.html\./],
  ['night', /no format has that extension/],
  [join(folder, 'nowhere', 'night.html'), /there is no folder .*nowhere\. Make it, or name another\./],
])('a file that could not be written, %s, is refused before anything runs', (file, problem) => {
  expect(() => reportFiles(file, false)).toThrow(problem);
});
