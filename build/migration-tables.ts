import { originalKeys } from '../src/config/original/original-keys.ts';
import { variablesOf } from '../src/config/original/original-variables.ts';
import { markdownTable, withBlock } from './markdown.ts';

/** One argument of the original tool, and what does the same here. */
interface OriginalArgument {
  readonly argument: string;
  /** Commands of this tool that can be typed, without the program's name. */
  readonly here: readonly string[];
  readonly about: string;
}

/** Every argument that the original tool documents. */
export const originalArguments: readonly OriginalArgument[] = [
  { argument: '--action stop', here: ['stop'], about: 'A command of its own.' },
  { argument: '--action start', here: ['start'], about: 'A command of its own.' },
  {
    ...{ argument: '--cluster NAME', here: ['stop --cluster NAME', 'start --cluster NAME'] },
    about: 'The same; it may be given several times, and may be a pattern.',
  },
  {
    ...{ argument: '--min-nodes N', here: ['start --min-nodes N'] },
    about: 'The same. Without it minNodes of the configuration holds: 1 with a config.ini, else 0.',
  },
  {
    ...{ argument: '--region REGION', here: ['start --cluster-region REGION', 'start --region REGION'] },
    about:
      'The cluster’s region is --cluster-region. --region is where the scheduler is deployed; a cluster is looked for there where nothing else is said.',
  },
  {
    ...{ argument: '--account NAME', here: ['start --account 111122223333'] },
    about: 'By the number of the account, and not by a name in accounts.json.',
  },
  {
    ...{ argument: '--dry-run', here: ['stop --dry-run', 'start --dry-run'] },
    about: 'The same, and more of it: every phase runs, and each change is sent to Kubernetes as a dry run.',
  },
  {
    ...{ argument: '--notify-only', here: ['doctor'] },
    about:
      'Nothing is sent for a run that was not made. doctor looks whether the topic and its subscriptions are as they should be; notifications says which notices are sent.',
  },
  {
    argument: '--verify',
    here: ['start --verify'],
    about: 'The same; verify: true in the configuration makes it the rule.',
  },
  {
    argument: '--target all',
    here: ['stop --target all', 'start --target all'],
    about: 'The same; tag=KEY=VALUE chooses by tag.',
  },
];

/** Puts the tables into docs/migration.md. @throws {Error} when the page lacks their places. */
export function withMigrationTables(page: string): string {
  const put = (text: string, name: string, table: string) => withBlock(text, name, table, 'docs:configuration');
  return put(put(put(page, 'arguments', argumentTable()), 'keys', keyTable()), 'variables', variableTable());
}

function argumentTable(): string {
  const rows = originalArguments.map(({ argument, here, about }) => [
    `\`${argument}\``,
    here.map((words) => `\`eks-scheduler ${words}\``).join(', '),
    about,
  ]);
  return markdownTable(['argument', 'here', 'what is different'], rows);
}

function keyTable(): string {
  const rows = originalKeys.map(({ section, key, becomes, about }) => [
    `\`[${section}] ${key}\``,
    becomes.map((it) => `\`${it}\``).join(', ') || 'nothing',
    about,
  ]);
  return markdownTable(['key', 'here', 'what is different'], rows);
}

function variableTable(): string {
  const rows = originalKeys.map((known) => [
    variablesOf(known)
      .map((variable) => `\`${variable}\``)
      .join(', '),
    `\`[${known.section}] ${known.key}\``,
  ]);
  return markdownTable(['variable', 'overrides'], rows);
}
