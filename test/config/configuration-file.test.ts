import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkSchedules } from '../../src/config/check-schedules.ts';
import { defaults } from '../../src/config/defaults.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { readConfigurationFile } from '../../src/config/read-configuration-file.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';

test('the commented file shows every key with the default that holds without it', () => {
  const text = readConfigurationFile({});
  expect(parse(text)).toEqual(defaults);
  expect(loadFile(text)).toEqual(loadFile(''));
});

test('every key of the file is explained', () => {
  const lines = readConfigurationFile({}).split('\n');
  const unexplained = lines.filter((line, index) => {
    const isSetting = /^ {0,2}\w+: \S/.test(line);
    return isSetting && !lines[index - 1]?.trimStart().startsWith('#');
  });
  expect(unexplained).toEqual([]);
});

test('the schedule that the comments show is one that can be deployed', () => {
  const shown = readConfigurationFile({})
    .split('\n')
    .filter((line) => /^# {3,}\S/.test(line))
    .map((line) => line.slice(1));
  const configuration = loadFile(['schedules:', ...shown].join('\n'));
  expect(configuration.schedules).toMatchObject([{ name: 'office-hours', tags: { team: 'web' } }]);
  expect(checkSchedules(configuration, new Date('2026-11-23T00:00:00Z'))).toEqual([]);
});

test('another file can be named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, 'verify: true');
  expect(readConfigurationFile({ CONFIGURATION_FILE: file })).toBe('verify: true');
  rmSync(folder, { recursive: true });
  expect(() => readConfigurationFile({ CONFIGURATION_FILE: file })).toThrow(ConfigurationError);
});
