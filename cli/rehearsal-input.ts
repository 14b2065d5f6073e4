import { parseRunInput } from '../src/config/load-configuration.ts';
import { shownValue } from '../src/config/shown-value.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { parseInput } from './parse-input.ts';

/** What the rest of the command line says. */
export interface Rehearsal {
  readonly cluster: string;
  readonly isDryRun: boolean;
}

/**
 * Reads `--input` for a rehearsal, and sees that it is what a run takes before anything is started.
 *
 * @throws {ConfigurationError} for what Prepare run would refuse, and for what contradicts the rest of the command line.
 */
export function rehearsalInput(text: string | undefined, { cluster, isDryRun }: Rehearsal): Record<string, unknown> {
  const input = parseInput(text);
  const { cluster: named, dryRun } = parseRunInput({ cluster, ...input });
  if (named !== cluster) {
    throw new ConfigurationError(
      `cluster: ${shownValue(named)} is not the world\u2019s cluster, ${cluster} (--input).`,
      'Leave cluster out of --input.',
    );
  }
  if (dryRun !== undefined && dryRun !== isDryRun) {
    throw new ConfigurationError(
      `dryRun: ${dryRun} contradicts the command line, which says ${isDryRun ? '' : 'nothing of '}--dry-run (--input).`,
      'Leave dryRun out of --input, and say --dry-run for a dry run.',
    );
  }
  return input;
}
