import { App, Tags } from 'aws-cdk-lib';
import type { Configuration } from '../src/config/schema.ts';
import { configurationToDeploy } from './configuration-to-deploy.ts';
import { SchedulerStack } from './scheduler-stack.ts';
import { TargetAccountStack } from './target-account-stack.ts';

interface CreateAppOptions {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  /** What is deployed; config/eks-scheduler.yaml, without any environment, when absent. */
  readonly configuration?: Configuration;
  /** Where the cloud assembly goes; the CDK's own choice when absent (CDK_OUTDIR or a temporary folder). */
  readonly outputDirectory?: string;
  readonly stackName?: string;
  /** Where it is deployed to; where the credentials of `cdk deploy` lead to when absent. */
  readonly env?: { readonly account: string; readonly region: string };
}

/** The CDK app, as `cdk synth` sees it and as the sandbox runs it. */
export function createApp({ bundleDirectory, configuration, outputDirectory, ...place }: CreateAppOptions): App {
  const app = new App({ analyticsReporting: false, ...(outputDirectory ? { outdir: outputDirectory } : {}) });
  Tags.of(app).add('application', 'eks-scheduler');
  const deployed = configuration ?? configurationToDeploy({});
  new SchedulerStack(app, 'EksScheduler', {
    bundleDirectory,
    configuration: deployed,
    // Whoever deletes it while clusters sleep leaves them asleep: README, "Removing it".
    terminationProtection: true,
    ...place,
  });
  new TargetAccountStack(app, 'EksSchedulerTarget', {
    deployment: deployed.deployment,
    schedulerAccount: place.env?.account ?? null,
  });
  return app;
}
