import { Command } from 'commander';
import { clusterName } from '../src/config/name-schemas.ts';
import { checked } from './checked.ts';
import { exitCodes } from './exit-codes.ts';

type Settle = (exitCode: number) => void;

const ofFile = 'a configuration in YAML, or the original tool’s config.ini or accounts.json';

/** `eks-scheduler config`: says what is wrong with a configuration before it is deployed. It asks nobody and changes nothing in AWS. */
export function configCommand(settle: Settle): Command {
  return new Command('config')
    .description('Check a configuration, show what holds, translate one of the original tool.')
    .addCommand(checkCommand(settle))
    .addCommand(showCommand())
    .addCommand(migrateCommand())
    .addCommand(schemaCommand())
    .addHelpText(
      'after',
      `
Nothing is asked of AWS. Every key, its default and its variable: docs/configuration.md.

Examples:
  $ eks-scheduler config check
  $ eks-scheduler config show --cluster shop-dev`,
    );
}

interface CheckOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly strict?: boolean;
}

function checkCommand(settle: Settle): Command {
  return new Command('check')
    .description('Say everything that is wrong with a configuration, with file, line and column.')
    .argument('[file]', `${ofFile} (default: the one that EKS_CONFIG names, or config/eks-scheduler.yaml)`)
    .option('--strict', 'end with 3 where there are warnings')
    .option('--json', 'one JSON document: faults, warnings, notes')
    .option('--quiet', 'only what is wrong, and warnings')
    .addHelpText(
      'after',
      `
The file is read under the variables that override it, EKS_DRAIN_TIMEOUT and the like, as a deployment reads it.

Exit codes: 0 nothing is wrong, 2 something is, 3 nothing is wrong but there are warnings (only with --strict).

Examples:
  $ eks-scheduler config check
  $ eks-scheduler config check config/eks-scheduler.yaml --strict
  $ eks-scheduler config check --json`,
    )
    .action(async (file: string | undefined, options: CheckOptions) => {
      const { checkConfiguration } = await import('./config/check-configuration.ts');
      const { isFine, hasWarnings } = checkConfiguration(file, options);
      if (!isFine) settle(exitCodes.wrongInput);
      else settle(options.strict && hasWarnings ? exitCodes.doneWithWarnings : exitCodes.done);
    });
}

interface ShowOptions {
  readonly cluster?: string;
  readonly json?: boolean;
}

function showCommand(): Command {
  return new Command('show')
    .description('Show what holds, and where each value comes from that is not the default.')
    .argument('[file]', `${ofFile} (default: the one that EKS_CONFIG names, or config/eks-scheduler.yaml)`)
    .option('--cluster <name>', 'what holds for this cluster, with its own entry under clusters', checked(clusterName))
    .option('--json', 'one JSON document: file, configuration, origins')
    .addHelpText(
      'after',
      `
What it prints is a configuration itself. The input of an execution (stop --min-nodes and the like) overrides all of it for that run.

Examples:
  $ eks-scheduler config show
  $ eks-scheduler config show config/eks-scheduler.yaml --cluster shop-dev
  $ eks-scheduler config show --json`,
    )
    .action(async (file: string | undefined, options: ShowOptions) => {
      const { showConfiguration } = await import('./config/show-configuration.ts');
      showConfiguration(file, options);
    });
}

export interface MigrateOptions {
  readonly accounts?: string;
  readonly output?: string;
}

function migrateCommand(): Command {
  return new Command('migrate')
    .description('Translate a config.ini of the original tool into YAML, with a note wherever something differs.')
    .argument('<file>', 'the config.ini')
    .option('--accounts <file>', 'its accounts.json: the accounts and regions go into the YAML, too')
    .option('--output <file>', 'write it there, where no file may be yet (default: print it)')
    .addHelpText(
      'after',
      `
A config.ini can also be used as it is: EKS_CONFIG=config.ini npx cdk deploy EksScheduler. Argument by argument, key by key and file
by file: docs/migration.md.

Examples:
  $ eks-scheduler config migrate config/config.example.ini
  $ eks-scheduler config migrate config/config.example.ini --accounts config/accounts.example.json`,
    )
    .action(async (file: string, options: MigrateOptions) => {
      const { migrateConfiguration } = await import('./config/migrate-configuration.ts');
      migrateConfiguration(file, options);
    });
}

function schemaCommand(): Command {
  return new Command('schema')
    .description('Print the JSON Schema of the configuration, for editors.')
    .addHelpText(
      'after',
      `
docs/configuration.schema.json is the same. An editor with the YAML language server takes it from the first line of the configuration:
  # yaml-language-server: $schema=../docs/configuration.schema.json

Examples:
  $ eks-scheduler config schema`,
    )
    .action(async () => {
      const { printJson } = await import('./terminal.ts');
      const { configurationJsonSchema } = await import('../src/config/configuration-json-schema.ts');
      printJson(configurationJsonSchema());
    });
}
