import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/**
 * Lets `cdk synth` fail on what cdk-nag finds by its rules for AWS solutions. What is meant to be as it is has been acknowledged beside
 * the construct, with the reason. Not part of createApp: the sandbox makes the same app, and has nobody to tell.
 */
export function checkStacks(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
