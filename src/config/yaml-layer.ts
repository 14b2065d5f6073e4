import { ConfigurationError } from '../domain/errors.ts';
import { errorOf, findingsOf } from './problems.ts';
import { type Layer, layerSchema } from './schema.ts';
import { yamlDocuments } from './yaml-documents.ts';

const fileName = 'eks-scheduler.yaml';

/** A configuration with every key and a comment for each has 12 KB. */
export const largestConfigurationBytes = 256 * 1024;

/**
 * Reads the configuration file. An empty file says nothing, which is fine.
 *
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function layerFromYaml(text: string): Layer {
  if (text.length > largestConfigurationBytes) {
    throw new ConfigurationError(
      `${fileName}: has ${text.length} characters, which is more than a configuration can have.`,
      'Look whether it is the right file; 256 KB is the most.',
    );
  }
  const [document, second] = yamlDocuments(text, fileName);
  if (!document) return {};
  if (second) {
    throw new ConfigurationError(
      `the whole: there is a second document (${second.at([])}).`,
      'Keep one: take the line --- out.',
    );
  }
  const parsed = layerSchema.safeParse(document.value);
  if (parsed.success) return parsed.data;
  throw errorOf(findingsOf(parsed.error.issues, document.value, layerSchema, document.at));
}
