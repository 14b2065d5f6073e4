import { ConfigurationError } from '../domain/errors.ts';
import type { ConfigurationSource } from './configuration-source.ts';
import { findingsInValues } from './findings-in-values.ts';
import { errorOf } from './problems.ts';
import { type Layer, layerSchema } from './schema.ts';
import { type YamlDocument, yamlDocuments } from './yaml-documents.ts';

/** How the configuration is called where nobody named a file. */
export const usualFile = 'eks-scheduler.yaml';

/** A configuration with every key and a comment for each has 12 KB. */
export const largestConfigurationBytes = 256 * 1024;

/**
 * Reads the configuration file. An empty file says nothing, which is fine.
 *
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function layerFromYaml(text: string): Layer {
  return sourceFromYaml(text, usualFile).layer;
}

/**
 * The same, and where everything stands.
 *
 * @param file How the file is called in errors.
 */
export function sourceFromYaml(text: string, file: string): ConfigurationSource {
  const document = onlyDocument(text, file);
  return document ? sourceFromDocument(document) : { layer: {}, whereOf: () => file, remarks: [] };
}

/**
 * The one document of a file; null where there is none.
 *
 * @throws {ConfigurationError} for a second one, for a file that is far too long, and for what is no YAML.
 */
export function onlyDocument(text: string, file: string): YamlDocument | null {
  if (text.length > largestConfigurationBytes) {
    throw new ConfigurationError(
      `${file}: has ${text.length} characters, which is more than a configuration can have.`,
      'Look whether it is the right file; 256 KB is the most.',
    );
  }
  const [document, second] = yamlDocuments(text, file);
  if (!second) return document ?? null;
  throw new ConfigurationError(
    `the whole: there is a second document (${second.at([])}).`,
    'Keep one: take the line --- out.',
  );
}

/** @throws {ConfigurationError} with everything that is wrong. */
export function sourceFromDocument({ value, at }: YamlDocument): ConfigurationSource {
  const parsed = layerSchema.safeParse(value);
  const findings = findingsInValues(value, parsed.error?.issues ?? [], at);
  if (findings.length > 0 || !parsed.success) throw errorOf(findings);
  return { layer: parsed.data, whereOf: at, remarks: [] };
}
