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
  const configuration = loadFile(['schedules:', ...exampleOf('schedules')].join('\n'));
  expect(configuration.schedules).toMatchObject([{ name: 'office-hours', tags: { team: 'web' } }]);
  expect(checkSchedules(configuration, new Date('2026-11-23T00:00:00Z'))).toEqual([]);
});

test('what the comments show for single clusters is understood', () => {
  const { clusters } = loadFile(['clusters:', ...exampleOf('clusters')].join('\n'));
  expect(clusters).toEqual({
    'shop-*': { onFailure: 'rollback' },
    'shop-dev': { drain: { budgets: 'strict' }, timeouts: { drain: 900 } },
  });
});

/** The indented lines of the comment above a key. */
function exampleOf(key: string): string[] {
  const [before = ''] = readConfigurationFile({}).split(`\n${key}:`);
  const comment = /(\n#.*)+$/.exec(before)?.[0].split('\n') ?? [];
  return comment.filter((line) => /^# {3,}\S/.test(line)).map((line) => line.slice(1));
}

test('another file can be named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  const file = join(folder, 'mine.yaml');
  writeFileSync(file, 'verify: true');
  expect(readConfigurationFile({ CONFIGURATION_FILE: file })).toBe('verify: true');
  rmSync(folder, { recursive: true });
  expect(() => readConfigurationFile({ CONFIGURATION_FILE: file })).toThrow(ConfigurationError);
});
