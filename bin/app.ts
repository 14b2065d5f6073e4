import { join } from 'node:path';
import { checkStacks } from '../lib/check-stacks.ts';
import { createApp } from '../lib/create-app.ts';
import { deploymentTarget } from '../lib/deployment-target.ts';
import { bundlePhases } from '../lib/phase-bundle.ts';
import { ConfigurationError } from '../src/domain/errors.ts';

try {
  const { configuration, ...target } = deploymentTarget(process.env);
  const bundleDirectory = await bundlePhases(join('.cache', 'phases'), configuration);
  const app = createApp({ bundleDirectory, configuration, ...target });
  checkStacks(app);
  app.synth();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  process.stderr.write(`eks-scheduler: ${error.message}\n`);
  process.exitCode = 1;
}
