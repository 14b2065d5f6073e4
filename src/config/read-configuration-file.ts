import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../domain/errors.ts';
import { readTextFile } from './read-text-file.ts';
import { largestConfigurationBytes } from './yaml-layer.ts';

/** Beside the bundle (this code is in a chunk at its root, or in a handler's folder below it), or in the source tree. */
const places = ['./eks-scheduler.yaml', '../eks-scheduler.yaml', '../../config/eks-scheduler.yaml'];

/**
 * The text of the configuration that was deployed with this code.
 *
 * @param environment `CONFIGURATION_FILE` names another file.
 * @throws {ConfigurationError} when there is none, or it is no text.
 */
export function readConfigurationFile(environment: Readonly<Record<string, string | undefined>>): string {
  const candidates = environment.CONFIGURATION_FILE
    ? [environment.CONFIGURATION_FILE]
    : places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = candidates.find((candidate) => existsSync(candidate));
  if (file === undefined) {
    throw new ConfigurationError(
      `There is no configuration at ${candidates.join(' or ')}.`,
      'Deploy again, or let CONFIGURATION_FILE name the file.',
    );
  }
  return readTextFile(file, {
    called: 'Configuration file',
    largestBytes: largestConfigurationBytes,
    cure: 'Let CONFIGURATION_FILE name the file.',
  });
}
