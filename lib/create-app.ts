import { App } from 'aws-cdk-lib';
import { SchedulerStack } from './scheduler-stack.ts';

interface CreateAppOptions {
  /** The folder that bundlePhases made. */
  readonly bundleDirectory: string;
  /** Where the cloud assembly goes; the CDK's own choice when absent (CDK_OUTDIR or a temporary folder). */
  readonly outputDirectory?: string;
}

/** The CDK app, as `cdk synth` sees it and as the sandbox runs it. */
export function createApp({ bundleDirectory, outputDirectory }: CreateAppOptions): App {
  const app = new App({ analyticsReporting: false, ...(outputDirectory ? { outdir: outputDirectory } : {}) });
  new SchedulerStack(app, 'EksScheduler', { bundleDirectory });
  return app;
}
