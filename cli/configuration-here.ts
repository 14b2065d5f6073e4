import { loadFile } from '../src/config/load-configuration.ts';
import { readConfigurationFile } from '../src/config/read-configuration-file.ts';
import type { Configuration } from '../src/config/schema.ts';

/**
 * What config/eks-scheduler.yaml says, or the file that EKS_CONFIG names: the one that the next deployment would take.
 *
 * @throws {ConfigurationError} when there is none, or something in it is wrong.
 */
export function configurationHere(): Configuration {
  const { EKS_CONFIG: file } = process.env;
  return loadFile(readConfigurationFile(file ? { CONFIGURATION_FILE: file } : {}));
}
