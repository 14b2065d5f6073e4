import { configurationJsonSchema } from '../src/config/configuration-json-schema.ts';
import { defaults } from '../src/config/defaults.ts';
import { isGroup } from '../src/config/lay-over.ts';
import { overrides } from '../src/config/override-variables.ts';
import { tierNames } from '../src/domain/run-settings.ts';
import { markdownTable } from './markdown.ts';

type Schema = Readonly<Record<string, unknown>>;

/** One key of the configuration, as the page shows it. */
interface Key {
  readonly path: readonly string[];
  readonly schema: Schema;
}

const intro = `# Configuration

<!-- Written by npm run docs:configuration from src/config: change the schema there, not this page. -->

\`config/eks-scheduler.yaml\` shows every key with its default and a comment; write down only what you change. \`EKS_CONFIG\`, or
\`-c config=FILE\` at \`cdk deploy\`, names another file. The file is deployed with the functions: a change of it is a deployment.

${markdownTable(
  ['file', 'is read as'],
  [
    ['.yaml, .yml', 'YAML'],
    ['.ini', "the original tool's `config.ini`, as it is: [migration](migration.md)"],
    ['.json', "a configuration in JSON, or the original tool's `accounts.json` where it holds a list"],
  ],
)}

## What is stronger

From the weakest to the strongest:

1. the defaults
2. the file
3. environment variables, where the configuration is deployed or a command runs
4. the entries under \`clusters\` that fit the run's cluster; the exact name is stronger than a pattern, and what stands later than what
   stands before
5. the input of an execution, or the options of \`eks-scheduler stop\` and \`start\`

Groups are merged key by key; a list replaces the list below it. Lists in a variable are separated by commas, and \`null\`, or nothing,
stands for null. A timeout has two spellings, \`EKS_DRAIN_TIMEOUT\` and \`EKS_TIMEOUTS_DRAIN_TIMEOUT\`; both with different values are
refused. The original tool's variables are understood, too: [migration](migration.md#variables).

What is wrong is told all at once, with file, line and column; a key that is not known, with the nearest that is. A value that looks like
an access key, a private key or a token is refused and not printed: a configuration needs no secret, because every function has a role.

\`\`\`sh
eks-scheduler config check          # everything that is wrong with it
eks-scheduler config show           # what holds, and where each value comes from
eks-scheduler config schema         # the JSON Schema, docs/configuration.schema.json
\`\`\`

An editor with the YAML language server completes and checks the file by its first line,
\`# yaml-language-server: $schema=../docs/configuration.schema.json\`.
`;

/** docs/configuration.md: every key with its default, its bounds and its variable, from the schema alone. */
export function configurationPage(): string {
  const keys = keysOf(configurationJsonSchema(), []);
  const single = keys.filter(
    ({ path, schema }) => path.length === 1 && !isGroup(schema.properties) && !isSpecial(path),
  );
  const sections = keys.filter(
    ({ path, schema }) => path.length === 1 && isGroup(schema.properties) && path[0] !== 'tiers',
  );
  return [
    intro,
    '## Of the whole\n',
    `${tableOf(single)}\n`,
    ...sections.map((section) => sectionOf(section, keys)),
    ...['schedules', 'clusters', 'tiers'].map((name) => specialOf(name, keys)),
  ].join('\n');
}

function isSpecial([name]: readonly string[]): boolean {
  return name === 'schedules' || name === 'clusters';
}

function sectionOf({ path, schema }: Key, keys: readonly Key[]): string {
  const below = keys.filter((key) => key.path.length > 1 && key.path[0] === path[0] && !isGroup(key.schema.properties));
  return `## ${path[0]}\n\n${schema.description}\n\n${tableOf(below)}\n`;
}

/** Lists and groups whose entries have keys of their own. */
function specialOf(name: string, keys: readonly Key[]): string {
  const schema = keys.find(({ path }) => path.join('.') === name)?.schema ?? {};
  const head = `## ${name}\n\n${schema.description}\n`;
  if (name === 'schedules') return `${head}\n${entryTable(itemsOf(schema))}\n`;
  if (name === 'clusters') {
    const allowed = keysOf(schema.additionalProperties as Schema, []).filter(({ path }) => path.length === 1);
    return `${head}\nAn entry may have ${allowed.map(({ path }) => `\`${path[0]}\``).join(', ')}, with the same keys as above. No variable sets it.\n`;
  }
  const tiers = keys.filter(({ path }) => path[0] === 'tiers' && path.length === 2);
  const rows = tierNames.map((tier) => [
    `\`${tier}\``,
    defaults.tiers[tier].map((component) => component.name).join(', '),
  ]);
  const ofComponent = entryTable(itemsOf(tiers[0]?.schema ?? {}));
  return `${head}\nA tier that the file names replaces the whole list of that tier; what is not installed is skipped. No variable sets it.\n\n${markdownTable(['tier', 'by default'], rows)}\n\nA service has:\n\n${ofComponent}\n`;
}

function itemsOf(schema: Schema): Schema {
  return isGroup(schema.items) ? schema.items : {};
}

/** Every key below a schema, groups and leaves. */
function keysOf(schema: Schema, above: readonly string[]): Key[] {
  const { properties } = schema;
  if (!isGroup(properties)) return [];
  return Object.entries(properties).flatMap(([name, below]) => {
    if (!isGroup(below)) return [];
    const path = [...above, name];
    return [{ path, schema: below }, ...keysOf(below, path)];
  });
}

function tableOf(keys: readonly Key[]): string {
  const rows = keys.map(({ path, schema }) => [
    `\`${path.slice(path.length > 1 ? 1 : 0).join('.')}\``,
    `\`${JSON.stringify(schema.default)}\``,
    valuesOf(schema),
    variableFor(path),
    `${schema.description}`,
  ]);
  return markdownTable(['key', 'default', 'may be', 'variable', 'what it does'], rows);
}

function entryTable(schema: Schema): string {
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const rows = keysOf(schema, []).map(({ path: [name = ''], schema: below }) => [
    `\`${name}\``,
    below.default === undefined ? (required.includes(name) ? 'needed' : '') : `\`${JSON.stringify(below.default)}\``,
    valuesOf(below),
    `${below.description}`,
  ]);
  return markdownTable(['key', 'default', 'may be', 'what it does'], rows);
}

function variableFor(path: readonly string[]): string {
  const field = path.join('.');
  const [variable] = [...overrides].find(([, its]) => its.join('.') === field) ?? [];
  return variable === undefined ? '' : `\`${variable}\``;
}

/** What may be written, in words. */
function valuesOf(schema: Schema): string {
  const { type, anyOf, minimum, maximum, items } = schema;
  const choices = schema.enum;
  if (Array.isArray(anyOf)) return anyOf.filter(isGroup).map(valuesOf).join(' or ');
  if (Array.isArray(choices)) return choices.join(', ');
  if (type === 'integer') return `${minimum} to ${maximum}`;
  if (type === 'boolean') return 'true, false';
  if (type === 'array') return isGroup(items) && isGroup(items.properties) ? 'a list of entries' : 'a list';
  if (isGroup(schema.properties)) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  return type === 'string' ? 'text' : type === 'null' ? 'null' : 'keys and values';
}
