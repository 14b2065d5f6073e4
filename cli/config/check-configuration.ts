import { type Examined, examineConfiguration } from '../../src/config/examine-configuration.ts';
import type { Configuration } from '../../src/config/schema.ts';
import { print, printJson, styled, tell } from '../terminal.ts';
import { namedFile } from './named-file.ts';

interface Verdict {
  readonly isFine: boolean;
  readonly hasWarnings: boolean;
}

/**
 * Prints everything that is wrong with a configuration: on standard error, a line each. Where nothing is, a short summary.
 *
 * @throws {ConfigurationError} when the file cannot be read.
 */
export function checkConfiguration(
  file: string | undefined,
  { json = false, quiet = false }: { readonly json?: boolean; readonly quiet?: boolean },
): Verdict {
  const { text, name, variables } = namedFile(file);
  const examined = examineConfiguration(text, name, variables, new Date());
  const { faults, warnings, notes } = examined;
  const verdict = { isFine: faults.length === 0, hasWarnings: warnings.length > 0 };
  if (json) {
    printJson({ file: name, faults, warnings, notes });
    return verdict;
  }
  for (const { problem, where, cure } of faults)
    tell(where === null ? `${problem} ${cure}` : `${problem} (${where}). ${cure}`);
  for (const warning of warnings) tell(`${styled('yellow', 'warning')}  ${warning}`);
  if (!quiet) {
    for (const note of notes) print(`note     ${note}`);
    print(summary(name, examined));
  }
  return verdict;
}

function summary(name: string, { configuration, faults, warnings }: Examined): string {
  if (configuration === null)
    return `${name}: ${styled('red', counted(faults.length, 'thing is', 'things are'))} wrong.`;
  const also = warnings.length > 0 ? `, with ${counted(warnings.length, 'warning', 'warnings')}` : '';
  return `${name}: ${styled('green', 'nothing is wrong')}${also}. ${sizeOf(configuration)}`;
}

function sizeOf({ schedules, clusters, exclusions, regions, accounts }: Configuration): string {
  const parts = [
    counted(schedules.length, 'schedule', 'schedules'),
    counted(Object.keys(clusters).length, 'entry for single clusters', 'entries for single clusters'),
    `${counted(exclusions.clusters.length, 'cluster', 'clusters')} left out by name or pattern`,
    `accounts: ${accounts.join(', ') || 'any'}`,
    `regions: ${regions.join(', ') || 'the scheduler’s own'}`,
  ];
  return `${parts.join('; ')}.`;
}

function counted(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
