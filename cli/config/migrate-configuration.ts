import { writeFileSync } from 'node:fs';
import { accountsIn, layerFromAccounts } from '../../src/config/original/accounts-source.ts';
import { readIni } from '../../src/config/original/ini-source.ts';
import { migratedYaml, type ToMigrate } from '../../src/config/original/migrated-yaml.ts';
import { onlyDocument } from '../../src/config/yaml-layer.ts';
import { ConfigurationError } from '../../src/domain/errors.ts';
import type { MigrateOptions } from '../config.ts';
import { tell } from '../terminal.ts';
import { textOf } from './named-file.ts';

/**
 * Translates a config.ini into YAML, and prints it or writes it to a new file.
 *
 * @throws {ConfigurationError} for a file with something wrong in it, and for an output that is there already.
 */
export function migrateConfiguration(file: string, { accounts, output }: MigrateOptions): void {
  if (/\.(ya?ml|json)$/i.test(file)) {
    throw new ConfigurationError(
      `${file}: is no config.ini.`,
      'Name the config.ini; an accounts.json goes with --accounts.',
    );
  }
  const entries = readIni(textOf(file), file);
  const yaml = migratedYaml({ file, entries, accounts: accounts === undefined ? null : accountsOf(accounts) });
  if (output === undefined) process.stdout.write(yaml);
  else write(yaml, output);
}

/** @throws {ConfigurationError} when it is no list of accounts. */
function accountsOf(file: string): ToMigrate['accounts'] {
  const document = onlyDocument(textOf(file), file);
  if (document === null)
    throw new ConfigurationError(`${file}: is empty.`, 'Name the accounts.json, or leave --accounts out.');
  const list = accountsIn(document);
  return { file, list, layer: layerFromAccounts(list) };
}

function write(yaml: string, file: string): void {
  try {
    // Somebody's own file may stand there, with changes in it.
    writeFileSync(file, yaml, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/, open .*$/, '') : String(error);
    throw new ConfigurationError(`${file}: cannot be written (${reason}).`, 'Name a file that is not there yet.');
  }
  tell(`Written to ${file}. See what it says with: eks-scheduler config check ${file}`);
}
