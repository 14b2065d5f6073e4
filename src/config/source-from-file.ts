import { extname } from 'node:path';
import type { ConfigurationSource } from './configuration-source.ts';
import { sourceFromAccounts } from './original/accounts-source.ts';
import { sourceFromIni } from './original/ini-source.ts';
import { onlyDocument, sourceFromDocument, sourceFromYaml } from './yaml-layer.ts';

/**
 * Reads a configuration in the language that the file's extension says: YAML, JSON (the original tool's accounts.json, which is a
 * list, or a configuration), or a config.ini of the original tool.
 *
 * @param called How the file is called in errors; the name itself where it is absent.
 * @throws {ConfigurationError} with line and column of everything that is wrong.
 */
export function sourceFromText(text: string, file: string, called = file): ConfigurationSource {
  const extension = extname(file).toLowerCase();
  if (extension === '.ini') return sourceFromIni(text, called);
  if (extension !== '.json') return sourceFromYaml(text, called);
  const document = onlyDocument(text, called);
  if (document === null) return { layer: {}, whereOf: () => called, remarks: [] };
  return Array.isArray(document.value) ? sourceFromAccounts(document, called) : sourceFromDocument(document);
}
