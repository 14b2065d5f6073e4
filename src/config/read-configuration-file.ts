import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ConfigurationError } from '../domain/errors.ts';
import { readTextFile } from './read-text-file.ts';
import { sourceFromText } from './source-from-file.ts';
import { largestConfigurationBytes } from './yaml-layer.ts';

/** Beside the bundle (this code is in a chunk at its root, or in a handler's folder below it), or in the source tree. */
const places = ['./eks-scheduler.yaml', '../eks-scheduler.yaml', '../../config/eks-scheduler.yaml'];

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The configuration that was deployed with this code, as YAML, whatever language its file has (src/config/source-from-file.ts).
 *
 * @param environment `CONFIGURATION_FILE` names another file.
 * @throws {ConfigurationError} when there is none, it is no text, or it is a config.ini or accounts.json with something wrong in it.
 */
export function readConfigurationFile(environment: Variables): string {
  const file = configurationFile(environment);
  const text = readConfigurationText(file);
  // JSON is YAML. A file in YAML is checked by whoever uses it, with what overrides it.
  return /\.(ini|json)$/i.test(file) ? JSON.stringify(sourceFromText(text, file).layer) : text;
}

/** @throws {ConfigurationError} when there is none. */
export function configurationFile(environment: Variables): string {
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
  return file;
}

/** @throws {ConfigurationError} when it cannot be read, or is no text. */
export function readConfigurationText(file: string): string {
  return readTextFile(file, {
    called: 'Configuration file',
    largestBytes: largestConfigurationBytes,
    cure: 'Let CONFIGURATION_FILE name the file.',
  });
}
