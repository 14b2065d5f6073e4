import { z } from 'zod';
import { accountSchema } from '../src/config/account-schema.ts';
import { regionName } from '../src/config/name-schemas.ts';
import type { Configuration } from '../src/config/schema.ts';
import { ConfigurationError } from '../src/domain/errors.ts';
import { configurationToDeploy } from './configuration-to-deploy.ts';

/** What is deployed, and where to. */
export interface DeploymentTarget {
  readonly configuration: Configuration;
  /** The stack's name in CloudFormation. */
  readonly stackName?: string;
  /** Absent: where the credentials of `cdk deploy` lead to, and the template says nothing of a place. */
  readonly env?: { readonly account: string; readonly region: string };
}

const contextSchema = z
  .looseObject({
    /** The configuration file. */
    config: z.string().min(1).optional(),
    stackName: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'Begin with a letter; letters, digits and dashes.')
      .optional(),
    // `-c account=111122223333` comes as a number where it is read from cdk.json.
    account: z
      .union([z.string(), z.number().transform(String)])
      .pipe(accountSchema)
      .optional(),
    region: regionName.optional(),
  })
  .refine(({ account, region }) => (account === undefined) === (region === undefined), {
    message: 'Give account and region together, or neither.',
    path: ['account'],
  });

/**
 * Reads what `cdk` was told: `-c config=FILE` (or EKS_CONFIG), `-c stackName=NAME`, `-c account=… -c region=…`. Nothing is looked up.
 *
 * @param environment Of the process; the CDK's command line puts its context into CDK_CONTEXT_JSON.
 * @throws {ConfigurationError} for a wrong value, a file that is not there, or a wrong configuration.
 */
export function deploymentTarget(environment: Readonly<Record<string, string | undefined>>): DeploymentTarget {
  const parsed = contextSchema.safeParse(JSON.parse(environment.CDK_CONTEXT_JSON || '{}'));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new ConfigurationError(
      `The context of cdk is wrong: ${wrong.join(' ')}`,
      'Correct it where -c gives it, or in cdk.json.',
    );
  }
  const { config, stackName, account, region } = parsed.data;
  return {
    configuration: configurationToDeploy({ ...environment, ...(config === undefined ? {} : { EKS_CONFIG: config }) }),
    ...(stackName === undefined ? {} : { stackName }),
    ...(account === undefined || region === undefined ? {} : { env: { account, region } }),
  };
}
