import { relative } from 'node:path';
import { configurationFile } from '../../src/config/read-configuration-file.ts';
import { readTextFile } from '../../src/config/read-text-file.ts';
import { largestConfigurationBytes } from '../../src/config/yaml-layer.ts';

/** A configuration file as a person named it. */
export interface NamedFile {
  readonly text: string;
  /** As it was named, or as it is seen from here. */
  readonly name: string;
  /** The variables that may override it. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The file that a person named, or else the one that would be deployed.
 *
 * @throws {ConfigurationError} when there is none, or it is no text.
 */
export function namedFile(file: string | undefined): NamedFile {
  const { EKS_CONFIG: usual, ...variables } = process.env;
  const name = file ?? (usual || seenFromHere(configurationFile({})));
  return { text: textOf(name), name, variables };
}

/** @throws {ConfigurationError} when it is not there, or no text. */
export function textOf(file: string): string {
  const cure = 'Name a configuration that is there: YAML, or the original tool’s config.ini or accounts.json.';
  return readTextFile(file, { called: 'Configuration file', largestBytes: largestConfigurationBytes, cure });
}

function seenFromHere(file: string): string {
  const path = relative('', file);
  return path.length < file.length ? path : file;
}
