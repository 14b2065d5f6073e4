import { basename } from 'node:path';
import { sourceFromEnvironment } from '../src/config/environment-layer.ts';
import { mergedOf } from '../src/config/load-configuration.ts';
import { configurationFile, readConfigurationText } from '../src/config/read-configuration-file.ts';
import type { Configuration } from '../src/config/schema.ts';
import { sourceFromText } from '../src/config/source-from-file.ts';

/**
 * The configuration that a deployment is made from: config/eks-scheduler.yaml, or the file that `EKS_CONFIG` names, under the
 * variables that override it. What a file of the original tool says and means nothing here is told.
 *
 * @throws {ConfigurationError} when there is no such file, or something in it is wrong.
 */
export function configurationToDeploy(
  environment: Readonly<Record<string, string | undefined>>,
  tell: (warning: string) => void = (warning) => process.stderr.write(`eks-scheduler: ${warning}\n`),
): Configuration {
  const { EKS_CONFIG: named, ...overrides } = environment;
  const file = configurationFile(named ? { CONFIGURATION_FILE: named } : {});
  const ofFile = sourceFromText(readConfigurationText(file), file, named || basename(file));
  const ofEnvironment = sourceFromEnvironment(overrides);
  for (const { field, says, where, isWarning } of [...ofFile.remarks, ...ofEnvironment.remarks]) {
    if (isWarning) tell(`${field}: ${says} (${where})`);
  }
  return mergedOf([ofFile.layer, ofEnvironment.layer]);
}
