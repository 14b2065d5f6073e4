import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { main } from '../../cli/main.ts';
import { defaults } from '../../src/config/defaults.ts';
import { loadFile } from '../../src/config/load-configuration.ts';
import { originalKeys } from '../../src/config/original/original-keys.ts';
import { readConfigurationFile } from '../../src/config/read-configuration-file.ts';
import { catchOutput } from './catch-output.ts';

const printed = catchOutput();
const environment = { ...process.env };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.env = { ...environment };
});

const config = (...words: readonly string[]) => main(['config', ...words]);

function aFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe('check', () => {
  test('finds nothing wrong with what would be deployed, and says what it is', async () => {
    expect(await config('check')).toBe(0);
    expect(printed.out).toContain('config/eks-scheduler.yaml: nothing is wrong. 0 schedules');
    expect(printed.err).toBe('');
  });

  test('tells of everything at once, file and environment, with places, and ends with 2', async () => {
    const file = aFile('wrong.yaml', 'drain:\n  budgets: fast\ntimeout: { drain: 1 }\n');
    process.env.EKS_MIN_NODES = 'two';

    expect(await config('check', file)).toBe(2);

    expect(printed.err.trim().split('\n')).toEqual([
      `drain.budgets: "fast" is not known (${file}:2:3). Write one of computed, wait, strict.`,
      `timeout: is not known (${file}:3:1). Did you mean "timeouts"?`,
      'minNodes: "two" is not a number (environment variable EKS_MIN_NODES). Write a number.',
    ]);
    expect(printed.out).toBe(`${file}: 3 things are wrong.\n`);
  });

  test('tells of schedules that meet where they stand, and of odd ones as warnings', async () => {
    const schedule = (name: string, more: string) => `  - { name: ${name}, timezone: UTC, clusters: [dev], ${more} }\n`;
    const both = 'stop: 0 20 ? * * *, start: 0 7 ? * * *';
    const wrong = aFile('meet.yaml', `schedules:\n${schedule('one', both)}${schedule('two', both)}`);
    expect(await config('check', wrong)).toBe(2);
    expect(printed.err).toContain(`${wrong}:3:`);
    expect(printed.err).toContain('Give each cluster one of them');

    const odd = aFile('odd.yaml', `schedules:\n${schedule('one', 'stop: 0 20 ? * * *')}`);
    expect(await config('check', odd)).toBe(0);
    expect(printed.err).toContain('warning  The schedule "one" has a stop, and no schedule starts its clusters again');
    expect(await config('check', odd, '--strict')).toBe(3);
  });

  test('--json is one document, and --quiet says nothing of what is fine', async () => {
    const file = aFile('wrong.json', '{ "minNodes": -1 }');
    expect(await config('check', file, '--json')).toBe(2);
    expect(JSON.parse(printed.out)).toEqual({
      file,
      faults: [{ problem: 'minNodes: -1 is too small', where: `${file}:1:3`, cure: 'Write 0 or more.' }],
      warnings: [],
      notes: [],
    });
    printed.out = '';
    expect(await config('check', '--quiet')).toBe(0);
    expect(printed.out).toBe('');
  });

  test('takes a config.ini as it is, and says what has no effect', async () => {
    expect(await config('check', 'config/config.example.ini')).toBe(0);
    expect(printed.out).toContain('note     timeouts.kubectl_timeout: No effect');
    expect(printed.err).toContain('is a placeholder and counts as no topic');
  });

  test('takes the file that EKS_CONFIG names, and says what to do about one that is not there', async () => {
    process.env.EKS_CONFIG = join(folder, 'nowhere.yaml');
    expect(await config('check')).toBe(2);
    expect(printed.err).toMatch(/nowhere\.yaml: cannot be read .*Name a configuration that is there/);
  });
});

describe('show', () => {
  const file = 'timeouts:\n  drain: 700\nregions: [eu-west-1]\nclusters:\n  shop-*:\n    minNodes: 2\n';

  test('prints a configuration that means the same, and where each value comes from', async () => {
    const name = aFile('mine.yaml', file);
    process.env.EKS_DRAIN_BUDGETS = 'strict';
    process.env.EKS_REGIONS = 'eu-central-1';

    expect(await config('show', name)).toBe(0);

    expect(loadFile(printed.out)).toEqual(loadFile(file, { EKS_DRAIN_BUDGETS: 'strict', EKS_REGIONS: 'eu-central-1' }));
    expect(printed.out).toContain(`  drain: 700 # ${name}:2:3\n`);
    expect(printed.out).toContain('  budgets: strict # environment variable EKS_DRAIN_BUDGETS\n');
    expect(printed.out).toContain('regions: [eu-central-1] # environment variable EKS_REGIONS\n');
    expect(printed.out).toMatch(/^verify: false$/m);
  });

  test('for one cluster, its own entry is laid over the rest', async () => {
    const name = aFile('mine.yaml', file);

    expect(await config('show', name, '--cluster', 'shop-dev', '--json')).toBe(0);

    const shown = JSON.parse(printed.out) as { configuration: object; origins: Record<string, string> };
    expect(shown.configuration).toMatchObject({ minNodes: 2 });
    expect(shown.origins.minNodes).toBe(`${name}:6:5, for shop-*`);
    expect(shown.origins['timeouts.drain']).toBe(`${name}:2:3`);
    expect(Object.keys(shown.origins)).not.toContain('verify');
  });

  test('of a wrong one it says how to see all that is wrong', async () => {
    const name = aFile('wrong.yaml', 'minNodes: -1\nverify: 1');
    expect(await config('show', name)).toBe(2);
    expect(printed.err).toContain(`has 2 things wrong in it: minNodes: -1 is too small`);
    expect(printed.err).toContain(`eks-scheduler config check ${name}`);
  });
});

describe('migrate', () => {
  test('makes a YAML that means the same, with a comment for each key', async () => {
    expect(await config('migrate', 'config/config.example.ini')).toBe(0);

    expect(loadFile(printed.out)).toEqual(
      loadFile(readConfigurationFile({ CONFIGURATION_FILE: 'config/config.example.ini' })),
    );
    const written = originalKeys
      .filter(({ section }) => section !== 'eks')
      .filter(({ key }) => !key.startsWith('tag_'));
    for (const { section, key } of written) expect(printed.out).toContain(`[${section}] ${key} = `);
    expect(printed.out).toMatch(/# The original tool asks for pods[^#]*(# [^\n]*\n +)*budgets: wait/);
    expect(printed.out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('with accounts.json the accounts and regions are in it, and a file is written once', async () => {
    const output = join(folder, 'migrated.yaml');
    const words = ['migrate', 'config/config.example.ini', '--accounts', 'config/accounts.example.json'];

    expect(await config(...words, '--output', output)).toBe(0);

    expect(parse(readFileSync(output, 'utf8'))).toMatchObject({
      accounts: ['111122223333', '444455556666'],
      regions: ['ap-southeast-2', 'eu-west-1'],
    });
    expect(await config('check', output)).toBe(0);
    expect(await config(...words, '--output', output)).toBe(2);
    expect(printed.err).toMatch(/cannot be written.*Name a file that is not there yet/);
  });

  test('tells of defaults that differ where the file is silent', async () => {
    const file = aFile('short.ini', '[timeouts]\ndrain_timeout = 600\n');
    expect(await config('migrate', file)).toBe(0);
    expect(parse(printed.out)).toEqual({ minNodes: 1, timeouts: { drain: 600 }, drain: { budgets: 'wait' } });
    expect(printed.out).toContain(
      `# - dependency_startup_timeout is 300 there, timeouts.waitForTier ${defaults.timeouts.waitForTier} here.`,
    );
    expect(printed.out).not.toContain('drain_timeout is');
  });

  test('what stands in the files stays in the comments', async () => {
    const accounts = aFile('accounts.json', '[{ "name": "dev\\nminNodes: 9", "region": "eu-west-1" }]');
    const file = aFile('odd.ini', '[logging]\nfile = a\n  minNodes: 9\n');
    expect(await config('migrate', file, '--accounts', accounts)).toBe(0);
    expect(loadFile(printed.out)).toMatchObject({ minNodes: 1, regions: ['eu-west-1'] });
  });

  test.each([
    ['a YAML', 'mine.yaml', 'verify: true', /is no config\.ini/],
    ['a config.ini with something wrong in it', 'wrong.ini', '[timeouts]\ndrain_timeout = soon', /wrong\.ini:2:17/],
  ])('refuses %s', async (_what, name, text, expected) => {
    expect(await config('migrate', aFile(name, text))).toBe(2);
    expect(printed.err).toMatch(expected);
    expect(printed.out).toBe('');
  });
});

test('schema prints the JSON Schema that the docs have', async () => {
  expect(await config('schema')).toBe(0);
  expect(JSON.parse(printed.out)).toEqual(JSON.parse(readFileSync('docs/configuration.schema.json', 'utf8')));
});
