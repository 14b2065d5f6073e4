import { configurationToDeploy } from '../../lib/configuration-to-deploy.ts';
import { type Deployment as Definitions, loadDeployment } from '../../sandbox/deployment/load-deployment.ts';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';
import type { LocalOptions } from './local-deployment.ts';
import type { StatePlace } from './state-lines.ts';

/** What would be deployed from here: machines, functions and rules, with names of the caller's account. */
export async function localDefinitions(
  { configurationFile }: Pick<LocalOptions, 'configurationFile'>,
  place: StatePlace,
): Promise<Definitions> {
  const named = configurationFile === undefined ? {} : { EKS_CONFIG: configurationFile };
  const text = JSON.stringify(configurationToDeploy({ ...process.env, ...named }));
  // Mostly it is the one that others have synthesized already.
  const isUsual = text === JSON.stringify(configurationToDeploy({}));
  return loadDeployment(await synthesize(isUsual ? undefined : text), place);
}
