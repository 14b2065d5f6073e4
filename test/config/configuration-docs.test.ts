import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { configurationPage } from '../../build/configuration-page.ts';
import { configurationJsonSchema } from '../../src/config/configuration-json-schema.ts';
import { overrides } from '../../src/config/override-variables.ts';

interface Schema {
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const schema: Schema = configurationJsonSchema();

test('docs/configuration.md is in step with the schema; npm run docs:configuration writes it', () => {
  expect(readFileSync('docs/configuration.md', 'utf8')).toBe(configurationPage());
});

test('docs/configuration.schema.json is in step with the schema; npm run docs:configuration writes it', () => {
  expect(JSON.parse(readFileSync('docs/configuration.schema.json', 'utf8'))).toEqual(configurationJsonSchema());
});

test('every key is explained', () => {
  const unexplained = (at: Schema, path: string): string[] =>
    Object.entries(at.properties ?? {}).flatMap(([key, below]) => {
      const its = `${path}${key}`;
      return [
        ...(below.description ? [] : [its]),
        ...unexplained(below, `${its}.`),
        ...unexplained(below.items ?? {}, `${its}[].`),
      ];
    });
  expect(unexplained(schema, '')).toEqual([]);
});

test('the page shows each variable, and an editor each default', () => {
  const page = configurationPage();
  for (const [variable, path] of overrides) {
    expect(page).toContain(`\`${variable}\``);
    const its = path.reduce<Schema | undefined>((at, key) => at?.properties?.[key], schema);
    expect(its).toHaveProperty('default');
  }
});

test('an editor finds the schema by the first line of the configuration', () => {
  const [first = ''] = readFileSync('config/eks-scheduler.yaml', 'utf8').split('\n');
  const file = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? '';
  expect(JSON.parse(readFileSync(new URL(file, `file://${process.cwd()}/config/`), 'utf8'))).toMatchObject({
    title: 'Configuration of EKS Scheduler',
  });
});
