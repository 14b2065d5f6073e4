import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadFile } from '../src/config/load-configuration.ts';
import { readConfigurationFile } from '../src/config/read-configuration-file.ts';
import type { Configuration } from '../src/config/schema.ts';

const defaultFile = join(dirname(dirname(fileURLToPath(import.meta.url))), 'config', 'eks-scheduler.yaml');

/**
 * The configuration that a deployment is made from: config/eks-scheduler.yaml, or the file that `EKS_CONFIG` names, under the
 * variables that override it.
 *
 * @throws {ConfigurationError} when there is no such file, or something in it is wrong.
 */
export function configurationToDeploy(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const { EKS_CONFIG: file, ...overrides } = environment;
  return loadFile(readConfigurationFile({ CONFIGURATION_FILE: file || defaultFile }), overrides);
}
